#!/bin/sh
# strace.sh COMMAND TEST_PROGRAM FOLDER: the command on every hostile file. It executes nothing, connects to nothing, opens
# nothing for writing, and always ends by itself, soon.
set -eu
command=$1 program=$2 folder=$3
rm -rf "$folder"
mkdir -p "$folder/files"
NNSTRUCT_HOSTILE_FOLDER=$folder/files "$program" '[.write]' >/dev/null
uses=
for use in inspect verify show schema; do
  if "$command" --help | grep -qE "^ +$use "; then uses="$uses $use"; fi
done
[ -n "$uses" ] || { echo "error: $command knows none of the commands that read a file"; exit 1; }

# Of what is no regular file it must say so without waiting.
mkfifo "$folder/pipe"
for file in "$folder/pipe" "$folder" /dev/zero /dev/null; do
  for use in $uses; do
    status=0
    timeout 10 "$command" $use "$file" >/dev/null 2>&1 </dev/null || status=$?
    [ $status -ne 0 ] && [ $status -lt 124 ] || { echo "error: $use $file: status $status"; exit 1; }
  done
done

# One shell, traced with all that it starts; what it says of crashes goes to descriptor 3.
: >"$folder/crashes"
COMMAND=$command USES=${uses# } FILES=$folder/files strace -f -qq --seccomp-bpf -o "$folder/log" -e signal=none \
  -e trace=execve,execveat,fork,vfork,socket,connect,bind,open,openat,creat,unlink,unlinkat,rename,renameat,renameat2,mkdir,truncate,ftruncate \
  sh -c '
    number=0
    for file in "$FILES"/*; do
      number=$((number + 1))
      for use in $USES; do
        # Each file once; each fifth by every command.
        [ $((number % 5)) -eq 0 ] || [ $use = ${USES%% *} ] || continue
        status=0
        "$COMMAND" $use "$file" || status=$?
        [ $status -lt 124 ] || echo "$use $file: status $status" >&3
      done
    done' 3>"$folder/crashes" >"$folder/said" 2>&1 </dev/null
if [ -s "$folder/crashes" ]; then
  echo "error: the command crashed:"
  head -n 20 "$folder/crashes"
  exit 1
fi
runs=$(grep -c "execve(\"$command\"" "$folder/log")
files=$(ls "$folder/files" | wc -l)
# The first execve is the shell itself, which then forks. What strace cuts in two it begins with the arguments.
shell=$(head -n 1 "$folder/log" | cut -d ' ' -f 1)
if sed 1d "$folder/log" | grep -v "execve(\"$command\"" | grep -vE "^$shell +vfork|<\.\.\. [a-z0-9]+ resumed>" |
  grep -nE 'exec|fork|socket|connect|bind|O_WRONLY|O_RDWR|O_CREAT|creat|unlink|rename|mkdir|truncate' | head -n 20 |
  grep .; then
  echo "error: the command did what reading a file does not need"
  exit 1
fi
[ "$runs" -ge "$files" ] || { echo "error: $runs runs for $files files"; exit 1; }
LC_ALL=C grep -nP '[\x00-\x08\x0b-\x1f\x7f]' "$folder/said" | head -n 5 >"$folder/raw" || true
[ ! -s "$folder/raw" ] || { echo "error: control characters of a file are printed as they are:"; cat -v "$folder/raw"; exit 1; }
echo "$runs runs of$uses on $files files: nothing executed, connected to or written"
rm -rf "$folder"
