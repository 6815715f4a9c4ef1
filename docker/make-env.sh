#!/usr/bin/env bash
# Writes .env with new passwords, for its owner alone. One that is there stays as it is: the data know its passwords.
set -euo pipefail
file=${1:-.env}
if [ -e "$file" ]; then exit 0; fi
umask 077
secret() { LC_ALL=C tr -dc 'A-Za-z0-9' < <(head -c 4096 /dev/urandom) | head -c "$1"; }
part=$(mktemp "$file.XXXXXX")
{
  echo "# Made by make up. Log in to Kibana as elastic. Keep it as long as the volumes: they were set up with it."
  echo "ELASTIC_PASSWORD=$(secret 24)"
  echo "KIBANA_PASSWORD=$(secret 24)"
  echo "NEWSMILL_PASSWORD=$(secret 24)"
  echo "KIBANA_KEY=$(secret 40)"
} > "$part"
mv -n "$part" "$file"
rm -f "$part"
