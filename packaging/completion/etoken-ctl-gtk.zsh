#compdef etoken-ctl-gtk
# Completion of etoken-ctl-gtk for zsh.
_arguments '(- *)'{-h,--help}'[Show the help]' '(- *)--version[Print the version]' '--display=[X display to use]:display:_x_display' \
    '*:trust list:_files'
