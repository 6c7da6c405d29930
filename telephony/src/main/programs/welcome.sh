#!/bin/sh
# Greets the caller, asks for a digit, and dials: 1 the other desk, 2 a number outside.
#
# This is an example of a program for Meterline. It speaks AGI: one command per line on standard
# output, one reply per line on standard input. Copy it, change it, upload it as your own.
#
# Variables of the program (set them in the portal), with what holds when they are not set:
#   DESK     the extension behind 1     101 and 102 (201 and 202) reach each other
#   OUTSIDE  the number behind 2        +49301234567

# The call has ended: there is nobody left to talk to.
trap 'exit 0' HUP

# First come lines such as "agi_callerid: 101", then an empty one.
while read -r name value && [ -n "$name" ]; do
  case $name in
    agi_callerid:) caller=$value ;;
  esac
done

# Sends a command and waits for its reply. Afterwards $result is what stands behind "result=",
# and $value what stands behind it in parentheses, if anything does.
ask() {
  printf '%s\n' "$1"
  read -r reply || exit 0
  case $reply in
    "200 result="*) result=${reply#200 result=} ;;
    *) echo "$1: $reply" >&2; exit 1 ;;
  esac
  value=${result#*"("}
  value=${value%")"}
  result=${result%% *}
  # -1 says that the caller is gone.
  [ "$result" != -1 ] || exit 0
}

# Plays a prompt. A key among those given as second stops it; $digit is the one that did.
play() {
  ask "STREAM FILE $1 \"$2\""
  # Keys are told by their ASCII codes.
  case $result in
    49) digit=1 ;;
    50) digit=2 ;;
    *) digit= ;;
  esac
}

# Sets $setting to a variable of this program, or to what is given as second.
setting() {
  ask "GET VARIABLE $1"
  case $result in
    1) setting=$value ;;
    *) setting=$2 ;;
  esac
}

dial() {
  play connecting
  # g: go on when the called side hangs up. Without it that would be told as -1.
  ask "EXEC Dial SIP/$1,30,g"
  ask "GET VARIABLE DIALSTATUS"
  case $value in
    ANSWER) play thank-you ;;
    BUSY | NOANSWER) play no-answer ;;
    CANCEL) exit 0 ;;
    *) play not-possible ;;
  esac
}

ask "ANSWER"
# What is pressed while no command asks for it is lost; so the greeting asks already.
play welcome 12

for try in 1 2 3; do
  if [ -z "$digit" ]; then
    # The first digit stops the prompt. 10 s to think, at most one digit.
    ask "GET DATA enter-digit 10000 1"
    digit=$result
  fi
  case $digit in
    1)
      case $caller in
        *1) other=${caller%1}2 ;;
        *2) other=${caller%2}1 ;;
        *) other=101 ;;
      esac
      setting DESK "$other"
      dial "$setting"
      break
      ;;
    2)
      setting OUTSIDE +49301234567
      dial "$setting"
      break
      ;;
    *)
      play invalid
      ;;
  esac
done

play goodbye
ask "HANGUP"
