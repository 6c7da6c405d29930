package org.meterline.telephony.server;

import java.io.IOException;
import java.util.Arrays;

/**
 * Words in what a phone heard, one right after another: each as its prompt is, and in its place.
 */
final class HeardWords {
  /** How alike a word has to be to its prompt. */
  private static final double ALIKE = 0.8;

  /** A phone may lose a frame, or hear one twice. */
  private static final int EARLY = 800;

  /** How long it may be quiet before a word. */
  private static final int LATE = 40_000;

  /** Louder than this there is something else between two words. */
  private static final int QUIET = 150;

  private static final int PARTS = 3;

  private final short[] heard;
  private int at;

  /**
   * @param from in front of the first word
   */
  HeardWords(short[] heard, int from) {
    this.heard = heard;
    this.at = from;
  }

  /** Up to where it was listened to. */
  int at() {
    return at;
  }

  /**
   * Listens to a row of prompts.
   *
   * @param row their names, without the language
   * @return the first that does not come next; empty if all do
   */
  String missing(String language, String row) throws IOException {
    for (String name : row.split(" ", -1)) {
      if (!comes(BuiltInPrompts.read(language + "/" + name))) {
        return name;
      }
    }
    return "";
  }

  private boolean comes(short[] word) {
    int begins = place(word, at - EARLY, at + LATE);
    if (begins < 0) {
      begins = placeOfParts(word);
    }
    boolean comes =
        begins >= 0 && (begins <= at || Tones.level(Arrays.copyOfRange(heard, at, begins)) < QUIET);
    if (comes) {
      at = begins + word.length;
    }
    return comes;
  }

  /** Where the machine stood still, a word has a gap: then all but one of its parts are there. */
  private int placeOfParts(short[] word) {
    int size = word.length / PARTS;
    int found = 0;
    int begins = -1;
    int from = at - EARLY;
    for (int part = 0; part < PARTS; part++) {
      int place = place(Arrays.copyOfRange(word, part * size, (part + 1) * size), from, at + LATE);
      if (place >= 0) {
        found++;
        begins = begins < 0 ? Math.max(0, place - part * size) : begins;
        from = place + size;
      }
    }
    return found >= PARTS - 1 ? begins : -1;
  }

  /** Where the sound is most alike from there to there; -1 where it is nowhere alike. */
  private int place(short[] sound, int from, int to) {
    int first = Math.max(0, from);
    int last = Math.min(to, heard.length - sound.length);
    double own = power(sound, 0, sound.length);
    double there = first > last ? 0 : power(heard, first, sound.length);
    double most = ALIKE;
    int best = -1;
    for (int place = first; place <= last; place++) {
      double sum = 0;
      for (int i = 0; i < sound.length; i++) {
        sum += (double) heard[place + i] * sound[i];
      }
      double like = there <= 0 || own == 0 ? 0 : sum / Math.sqrt(there * own);
      if (like > most) {
        most = like;
        best = place;
      }
      if (place < last) {
        there += square(heard[place + sound.length]) - square(heard[place]);
      }
    }
    return best;
  }

  private static double power(short[] samples, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += square(samples[i]);
    }
    return sum;
  }

  private static double square(short sample) {
    return (double) sample * sample;
  }
}
