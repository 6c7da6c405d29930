#!/bin/sh
# Makes the built-in prompts: reads prompts-<language>.txt, writes 8 kHz A-law WAV files into the
# module's resources, one folder per language. Needs espeak-ng and sox. Run it after changing a
# text, with the languages as arguments (all without), and commit what it wrote.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
prompts=$here/../resources/org/meterline/telephony/media/prompts
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
loudness=-20 # RMS of the spoken part, dB below full scale: about -17 dBm0

tab=$(printf '\t')
speak() { # voice folder
  while IFS="$tab" read -r name text; do
    case $name in '' | '#'*) continue ;; esac
    mkdir -p "$2/$(dirname "$name")"
    espeak-ng -v "$1" -s 150 -p 45 -w "$work/raw.wav" -- "$text"
    # Telephone band, then silence trimmed at both ends, leaving 10 ms before and 80 ms after; words
    # that stand in a row have less between them.
    pad=0.08 quiet=0.5%
    case $name in words/* | letters/* | phonetic/*) pad=0.03 quiet=0.1% ;; esac
    sox -D "$work/raw.wav" -r 8000 -b 16 -c 1 "$work/band.wav" \
      gain -6 rate -h 8000 highpass 200 \
      silence 1 0.005 "$quiet" fade t 0.005 reverse \
      silence 1 0.005 "$quiet" fade t 0.01 reverse pad 0.01 "$pad"
    level=$(sox "$work/band.wav" -n stats 2>&1 | awk '/^RMS lev dB/ { print $4 }')
    gain=$(awk -v have="$level" -v want="$loudness" 'BEGIN { printf "%.2f", want - have }')
    sox -D "$work/band.wav" -e a-law "$2/$name.wav" gain -l "$gain"
  done
}

[ $# -gt 0 ] || set -- en de
for language in "$@"; do
  case $language in en) voice=en-gb ;; *) voice=$language ;; esac
  speak "$voice" "$prompts/$language" <"$here/prompts-$language.txt"
  sox -D -n -r 8000 -c 1 -b 16 "$work/beep.wav" synth 0.3 sine 1000 fade t 0.01 0.3 0.01 gain -14
  sox -D "$work/beep.wav" -e a-law "$prompts/$language/beep.wav"
done
