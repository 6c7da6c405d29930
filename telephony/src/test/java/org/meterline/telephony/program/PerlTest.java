package org.meterline.telephony.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.Programs;

/**
 * Perl's Asterisk::AGI, unmodified as Debian's libasterisk-agi-perl ships it, drives every command.
 */
class PerlTest {
  private static final String SCRIPT =
      """
      #!/usr/bin/perl
      use strict; use warnings; use Asterisk::AGI;
      my $agi = Asterisk::AGI->new;
      $agi->setcallback(sub { print STDERR "hung up\\n" });
      my %in = $agi->ReadParse;
      sub say_ { my ($what, $value) = @_;
        print STDERR $what, ' ', (defined $value ? "[$value]" : 'undef'), "\\n"; }
      say_('header', join ' ', map { "$_=$in{$_}" } qw(callerid calleridname dnid extension));
      say_('channel_status', $agi->channel_status(''));
      say_('answer', $agi->answer);
      say_('channel_status', $agi->channel_status(''));
      say_('noop', $agi->noop('hello'));
      say_('verbose', $agi->verbose('from perl', 1));
      say_('set_variable', $agi->set_variable('colour', 'deep blue'));
      say_('get_variable', $agi->get_variable('colour'));
      say_('get_variable', $agi->get_variable('nothing'));
      say_('stream_file', $agi->stream_file('welcome', '12'));
      say_('stream_file', $agi->stream_file('goodbye'));
      say_('wait_for_digit', $agi->wait_for_digit(100));
      say_('get_data', $agi->get_data('enter-digit', 2000, 4));
      say_('say_digits', $agi->say_digits('2026'));
      say_('set_callerid', $agi->set_callerid('+4930555101'));
      say_('exec wait', $agi->exec('Wait', '0.01'));
      say_('exec playback', $agi->exec('Playback', 'welcome&goodbye'));
      say_('exec dial', $agi->exec('Dial', 'PJSIP/102,20,g'));
      say_('status', $agi->get_variable('DIALSTATUS'));
      say_('time', $agi->get_variable('ANSWEREDTIME'));
      say_('record_file', $agi->record_file('x', 'wav', '#', 1000));
      say_('tdd_mode', $agi->tdd_mode('on'));
      say_('music', $agi->set_music('ON'));
      say_('no music', $agi->exec('StopMusicOnHold'));
      say_('transfer', $agi->exec('Transfer', 'SIP/102'));
      say_('transferred', $agi->get_variable('TRANSFERSTATUS'));
      say_('cause', $agi->get_variable('HANGUPCAUSE'));
      say_('hangup', $agi->hangup);
      say_('answer', $agi->answer);
      say_('get_variable', $agi->get_variable('colour'));
      """;

  @Test
  void drivesEveryCommand(@TempDir Path folder) throws IOException, InterruptedException {
    try (Stage stage = new Stage(folder)) {
      MemoryCall call = new MemoryCall();
      call.press("1#42#");
      Programs.Event.Ended ended = stage.play(stage.program(SCRIPT), call).ended();
      assertEquals(
          List.of(
              "header [callerid=101 calleridname=Ada dnid=500 extension=500]",
              "channel_status [4]",
              "answer [0]",
              "channel_status [6]",
              "noop [0]",
              "verbose [1]",
              "set_variable [1]",
              "get_variable [deep blue]",
              "get_variable undef",
              "stream_file [49]",
              "stream_file [0]",
              "wait_for_digit [35]",
              "get_data [42]",
              "say_digits [0]",
              "set_callerid [1]",
              "exec wait [0]",
              "exec playback [0]",
              "exec dial [0]",
              "status [ANSWER]",
              "time [7]",
              "record_file [0]",
              "tdd_mode undef",
              "music [0]",
              "no music [0]",
              "transfer [0]",
              "transferred [SUCCESS]",
              "cause [0]",
              "hangup [1]",
              "answer undef",
              "get_variable [deep blue]"),
          ended.standardError().lines().toList());
      assertEquals(0, ended.exitStatus());
      assertTrue(call.log().contains("dial 102 20"));
    }
  }
}
