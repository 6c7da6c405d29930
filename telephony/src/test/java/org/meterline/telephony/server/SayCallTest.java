package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.CallFact;

/** What a phone written elsewhere hears of what a program with the library Asterisk::AGI says. */
class SayCallTest {
  private static final String PROGRAM =
      """
      #!/usr/bin/perl
      use strict;
      use Asterisk::AGI;
      $SIG{HUP} = sub { exit 0 };
      my $agi = Asterisk::AGI->new;
      my %input = $agi->ReadParse();
      $agi->answer();
      print STDERR "$input{language}";
      $agi->set_variable('CHANNEL(language)', 'de');
      print STDERR ' ', $agi->get_variable('CHANNEL(language)');
      print STDERR ' ', $agi->say_number(-21);
      print STDERR ' ', $agi->say_digits(12);
      print STDERR ' ', $agi->say_alpha('ab');
      print STDERR ' ', $agi->say_phonetic('a');
      print STDERR ' ', $agi->say_time(0);
      $agi->set_variable('CHANNEL(language)', 'en');
      print STDERR ' ', $agi->say_date(0);
      print STDERR ' ', $agi->say_datetime(0, '#', '"ABdY IMp"', 'Europe/Berlin');
      print STDERR ' ', $agi->exec('eSpeak', '"Guten Tag und auf Wiederhören,,de"');
      print STDERR ' ', $agi->exec('eSpeak', '"Good bye."');
      print STDERR ' ', $agi->wait_for_digit(30000);
      """;

  @TempDir private static Path folder;
  private static House house;

  @BeforeAll
  static void open() throws Exception {
    house = new House(folder);
    Path own = Files.createDirectories(folder.resolve("say"));
    Path file = Files.writeString(own.resolve("run"), PROGRAM);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    house.program("520", file, Map.of());
  }

  @AfterAll
  static void close() throws Exception {
    house.close();
  }

  @Test
  void allIsHeard() throws Exception {
    int spoken;
    try (var one = new Baresip(house, folder.resolve("one"), "101", "udp", 440)) {
      one.dial("520");
      one.await("CALL_ESTABLISHED", 1);
      one.hearsMore(20 * 8_000);
      one.tell("sndcode", "5");
      one.await("CALL_CLOSED", 1);
      spoken = spoken(one.heard());
    }
    CallFact.ProgramEnded ended = House.only(house.call("520"), CallFact.ProgramEnded.class);
    assertEquals("en de 0 0 0 0 0 0 0 0 0 53", ended.standardError());
    // In tenths of a second with speech in them; what is said takes 17 s with its pauses.
    assertTrue(spoken > 100 && spoken < 190, spoken + " tenths of a second");
  }

  private static int spoken(short[] heard) {
    int spoken = 0;
    for (int at = 0; at + 800 <= heard.length; at += 800) {
      short[] part = java.util.Arrays.copyOfRange(heard, at, at + 800);
      spoken += Tones.level(part) > 300 ? 1 : 0;
    }
    return spoken;
  }
}
