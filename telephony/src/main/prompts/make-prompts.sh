#!/bin/sh
# Makes the built-in prompts: reads prompts.txt, writes 8 kHz A-law WAV files into the module's
# resources. Needs espeak-ng and sox. Run it after changing prompts.txt and commit what it wrote.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../resources/org/meterline/telephony/media/prompts/en}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
loudness=-20 # RMS of the spoken part, dB below full scale: about -17 dBm0

tab=$(printf '\t')
while IFS="$tab" read -r name text; do
  case $name in '' | '#'*) continue ;; esac
  mkdir -p "$out/$(dirname "$name")"
  espeak-ng -v en-gb -s 150 -p 45 -w "$work/raw.wav" -- "$text"
  # Telephone band, then silence trimmed at both ends, leaving 10 ms before and 80 ms after.
  sox -D "$work/raw.wav" -r 8000 -b 16 -c 1 "$work/band.wav" \
    gain -6 rate -h 8000 highpass 200 \
    silence 1 0.005 0.5% fade t 0.005 reverse \
    silence 1 0.005 0.5% fade t 0.01 reverse pad 0.01 0.08
  level=$(sox "$work/band.wav" -n stats 2>&1 | awk '/^RMS lev dB/ { print $4 }')
  gain=$(awk -v have="$level" -v want="$loudness" 'BEGIN { printf "%.2f", want - have }')
  sox -D "$work/band.wav" -e a-law "$out/$name.wav" gain -l "$gain"
done <"$here/prompts.txt"

sox -D -n -r 8000 -c 1 -b 16 "$work/beep.wav" synth 0.3 sine 1000 fade t 0.01 0.3 0.01 gain -14
sox -D "$work/beep.wav" -e a-law "$out/beep.wav"
