#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Runs a command beside an OpenSSH server of its own: private accounts, PAM set-up, loopback and /run, all in
# namespaces that end with the command, so that nothing on the machine changes and runs do not meet.
#   with-sshd.sh COMMAND [ARGUMENT...]
# Exit status 77: it cannot run here, and says why.
set -euo pipefail

skip() {
  echo "skipped: $1" >&2
  exit 77
}

if [ -z "${PUBLISHER_NAMESPACE:-}" ]; then
  [ "$(id -u)" = 0 ] || skip "it has to be started as root, since it starts a private SSH server"
  [ -x /usr/sbin/sshd ] || skip "the package openssh-server is missing"
  unshare -m -n -p -f --kill-child true 2>/dev/null || skip "namespaces cannot be made here"
  PUBLISHER_NAMESPACE=1 exec unshare -m -n -p -f --kill-child --mount-proc --propagation private "$0" "$@"
fi

ip link set lo up
mount -t tmpfs -o mode=755 none /run
export SSHD_DIR=/run/publisher
mkdir -p /run/sshd "$SSHD_DIR"/{etc,keys,authorized,home}
cd "$SSHD_DIR"
unset SSH_AUTH_SOCK
export HOME=$SSHD_DIR/admin XDG_CONFIG_HOME=$SSHD_DIR/admin/.config
mkdir -p "$HOME/.ssh"

cp /etc/passwd /etc/group etc/
cp -p /etc/shadow etc/
hash=$(openssl passwd -6 'Publ1sher!')
echo "team:x:64100:keys" >>etc/group
id=64001
for user in keys word talk both two plain nolink admin; do
  mkdir "home/$user"
  chown $id:$id "home/$user"
  echo "$user:x:$id:$id::$SSHD_DIR/home/$user:/bin/sh" >>etc/passwd
  echo "$user:x:$id:" >>etc/group
  echo "$user:$hash:19000:0:99999:7:::" >>etc/shadow
  id=$((id + 1))
done
cat >etc/pam <<'END'
auth required pam_unix.so nodelay
account required pam_permit.so
session required pam_permit.so
END
for file in passwd shadow group; do
  mount --bind "etc/$file" "/etc/$file"
done
if [ -e /etc/pam.d/sshd ]; then
  mount --bind etc/pam /etc/pam.d/sshd
fi
# the machine's own list of known hosts has no say here
mount -t tmpfs none /etc/ssh

for type in ed25519 rsa ecdsa; do
  ssh-keygen -q -t $type -N '' -f keys/host_$type
done
ssh-keygen -q -t ed25519 -N '' -C client -f keys/client
ssh-keygen -q -t ed25519 -N '' -C agent -f keys/agent
ssh-keygen -q -t ed25519 -N '' -C stranger -f keys/stranger
ssh-keygen -q -t ed25519 -N 'pass phrase' -C locked -f keys/locked
ssh-keygen -q -t rsa -b 2048 -m PEM -N 'pass phrase' -C pem -f keys/pem
ssh-keygen -q -t ed25519 -N 'pass phrase' -C stranger -f keys/locked_stranger
for user in keys two plain nolink admin; do
  cat keys/client.pub keys/agent.pub keys/locked.pub keys/pem.pub >"authorized/$user"
done

# a node's command line; the clone may stand where its account may not look
here=$(dirname "$(realpath "$0")")
mkdir -p cli home/admin/tftp
cp "$here/../../sandbox/platform-cli" cli/platform-cli
echo "127.0.0.1 cucm-pub.example.com cucm-pub Publisher $SSHD_DIR/home/admin/tftp" >cli/nodes
for number in $(seq -w 40); do
  echo "tomcat-trust/authority-$number.pem: Authority $number"
done >cli/trust
touch cli/log
chown admin cli/log home/admin/tftp

# since OpenSSH 9.8 a client that failed to log in is not heard for a while
penalties=
! /usr/sbin/sshd -G -f /dev/null -o PerSourcePenalties=no >/dev/null 2>&1 || penalties='PerSourcePenalties no'

server() { # PORT, further settings on standard input
  cat - >"etc/sshd_$1" <<END
ListenAddress 127.0.0.1
ListenAddress ::1
Port $1
PidFile none
UsePAM yes
StrictModes no
AuthorizedKeysFile $SSHD_DIR/authorized/%u
PasswordAuthentication no
KbdInteractiveAuthentication no
PubkeyAuthentication no
MaxAuthTries 6
UseDNS no
LogLevel VERBOSE
$penalties
Subsystem sftp internal-sftp
$(cat)
Match User keys
  PubkeyAuthentication yes
  ForceCommand internal-sftp
Match User word
  PasswordAuthentication yes
  ForceCommand internal-sftp
Match User talk
  KbdInteractiveAuthentication yes
  ForceCommand internal-sftp
Match User both
  KbdInteractiveAuthentication yes
  PasswordAuthentication yes
  ForceCommand internal-sftp
Match User two
  PubkeyAuthentication yes
  PasswordAuthentication yes
  AuthenticationMethods publickey,password
  ForceCommand internal-sftp
Match User plain
  PubkeyAuthentication yes
  ForceCommand internal-sftp -P posix-rename,fsync
Match User nolink
  PubkeyAuthentication yes
  ForceCommand internal-sftp -P hardlink
Match User admin
  PubkeyAuthentication yes
  ForceCommand $SSHD_DIR/cli/platform-cli $SSHD_DIR/cli
END
  /usr/sbin/sshd -D -e -f "etc/sshd_$1" 2>"log_$1" &
  for _ in $(seq 1000); do
    [ "$(grep -c 'Server listening' "log_$1")" = 2 ] && return
    sleep 0.02
  done
  cat "log_$1" >&2
  exit 1
}
server 22 <<END
HostKey $SSHD_DIR/keys/host_ed25519
HostKey $SSHD_DIR/keys/host_rsa
HostKey $SSHD_DIR/keys/host_ecdsa
END
server 2222 <<END
HostKey $SSHD_DIR/keys/host_rsa
HostKeyAlgorithms ssh-rsa
KexAlgorithms diffie-hellman-group14-sha1
MACs hmac-sha1
Ciphers aes128-ctr
END

eval "$(ssh-agent -a "$SSHD_DIR/agent")" >/dev/null
ssh-add -q keys/agent
# shellcheck disable=SC2153 # set by ssh-agent
export SSHD_AGENT_PID=$SSH_AGENT_PID
unset SSH_AUTH_SOCK SSH_AGENT_PID

set +e
"$@"
exit $?
