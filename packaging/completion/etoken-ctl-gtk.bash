# Completion of etoken-ctl-gtk for bash.
# shellcheck shell=bash

_etoken_ctl_gtk() {
    local cur=${COMP_WORDS[COMP_CWORD]}
    if [[ $cur = -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W '--help --version --display=' -- "$cur")
        if [[ ${#COMPREPLY[@]} = 1 && ${COMPREPLY[0]} = *= ]]; then compopt -o nospace; fi
    else
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    fi
}
complete -F _etoken_ctl_gtk etoken-ctl-gtk
