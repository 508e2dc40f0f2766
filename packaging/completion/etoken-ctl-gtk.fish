# Completion of etoken-ctl-gtk for fish.
complete -c etoken-ctl-gtk -s h -l help -d 'Show the help'
complete -c etoken-ctl-gtk -l version -d 'Print the version'
complete -c etoken-ctl-gtk -l display -x -d 'X display to use'
