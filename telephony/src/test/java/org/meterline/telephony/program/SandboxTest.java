package org.meterline.telephony.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.Programs;

/** What a hostile program reaches: nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SandboxTest {
  private Stage stage;
  private Path folder;

  @BeforeAll
  void start(@TempDir Path temporary) throws IOException, InterruptedException {
    folder = temporary;
    stage = new Stage(temporary);
    assertEquals(
        new LauncherLink.Sandboxing("bubblewrap", ""), stage.link().awaitReady(Stage.PATIENCE));
  }

  @AfterAll
  void stop() {
    stage.close();
  }

  private String said(String script) throws IOException, InterruptedException {
    Programs.Event.Ended ended =
        stage.play(stage.program("#!/bin/sh\nexec 1>&2\n" + script)).ended();
    assertEquals("bubblewrap", ended.sandbox());
    return ended.standardError();
  }

  @Test
  void seesNothingOfTheMachine() throws IOException, InterruptedException {
    String said =
        said("ls /; echo processes: $(ls /proc | grep -c '^[0-9]'); id -u; cat /proc/*/cmdline");
    assertTrue(said.startsWith("bin\ndev\netc\nlib\n") || said.startsWith("bin\ndev\netc\n"), said);
    for (String hidden : new String[] {"home\n", "root\n", "var\n", "work\n", "\n0\n"}) {
      assertFalse(said.contains(hidden), hidden + " in " + said);
    }
    // The sandbox's own, the shell and what it started.
    assertTrue(said.matches("(?s).*processes: [2-6]\n.*"), said);
    assertFalse(said.contains(folder.toString()), said);
  }

  @Test
  void hasNoNetwork() throws IOException, InterruptedException {
    String said =
        said(
            """
            cat /proc/net/dev | tail -n +3 | cut -d: -f1
            perl -MSocket -e 'socket(my $s, PF_INET, SOCK_STREAM, 0) or die "none\\n";
              connect($s, sockaddr_in(22, inet_aton("127.0.0.1"))) or die "refused: $!\\n"; print "in\\n"'
            """);
    assertTrue(said.startsWith("    lo\n"), said);
    assertFalse(said.contains("eth"), said);
    assertTrue(said.contains("refused: "), said);
  }

  @Test
  void writesNowhereButToItsTemporaryFolder() throws IOException, InterruptedException {
    String said =
        said(
            """
            for d in / /usr /usr/bin /etc /program /dev /proc/sys/kernel /lib; do
              (echo x > $d/intruder) 2>/dev/null && echo "wrote to $d"
            done
            (echo x > /proc/sys/kernel/core_pattern) 2>/dev/null && echo "wrote core_pattern"
            (echo x > /program/program) 2>/dev/null && echo "changed itself"
            chmod 777 /program/program 2>/dev/null && echo "changed its mode"
            echo x > /tmp/mine && echo "own folder"
            head -c 40000000 /dev/zero > /tmp/big 2>/dev/null
            [ $(stat -c %s /tmp/big) -le 16777216 ] && echo "bounded"
            mount -t tmpfs none /tmp 2>/dev/null && echo "mounted"
            exit 0
            """);
    assertEquals("own folder\nbounded\n", said);
    assertFalse(Files.exists(Path.of("/usr/intruder")));
  }

  @Test
  void runsDoNotShareTheirTemporaryFolders() throws IOException, InterruptedException {
    assertEquals("", said("echo secret > /tmp/left\n"));
    assertEquals("none\n", said("cat /tmp/left 2>/dev/null || echo none\n"));
  }

  @Test
  void forkBombIsLimited() throws IOException, InterruptedException {
    String aeons = Stage.aeons(987_660);
    Path bomb = stage.program("#!/bin/sh\nbomb() { bomb | bomb & sleep " + aeons + "; }\nbomb\n");
    Stage.Play play = stage.play(bomb, new MemoryCall(), Map.of(), Duration.ofSeconds(1));
    play.started();
    assertEquals("served\n", said("echo served\n"), "others are served while the bomb goes off");
    long sleepers =
        ProcessHandle.allProcesses()
            .filter(p -> p.info().commandLine().orElse("").contains(aeons))
            .count();
    assertTrue(sleepers <= 16, "sleepers: " + sleepers);
    play.hangUp();
    play.ended();
    until("the bomb is gone", () -> !Stage.anyProcess(aeons));
  }

  @Test
  void memoryHogIsLimited() throws IOException, InterruptedException {
    String said = said("perl -e '$x = \"x\" x 900000000; print \"got it\\n\"'; echo status $?\n");
    assertTrue(said.contains("Out of memory") && !said.contains("got it"), said);
  }

  @Test
  void makesNoNamespaceOfItsOwn() throws IOException, InterruptedException {
    String said =
        said(
            """
            unshare -U true && echo "made one"
            perl -e 'print "flags: $!\\n" if syscall(56, 0x10000011, 0, 0, 0, 0) < 0'
            exit 0
            """);
    assertFalse(said.contains("made one"), said);
    assertTrue(said.contains("unshare failed: "), said);
    if (System.getProperty("os.arch").equals("amd64")) {
      assertTrue(said.contains("flags: Operation not permitted"), said);
    }
  }

  @Test
  void isWhatTheKernelTakesFirstWhenMemoryIsShort() throws IOException, InterruptedException {
    assertEquals("1000\n", said("cat /proc/self/oom_score_adj\n"));
  }

  @Test
  void theUsualLanguagesHaveRoom() throws IOException, InterruptedException {
    String said =
        said(
            """
            bash -c 'echo bash $(echo a | tr a b)'
            perl -MData::Dumper -e 'print "perl\\n"'
            if [ -x /usr/bin/python3 ]; then
              /usr/bin/python3 -c 'import json, threading
            t = threading.Thread(target=print, args=("python",)); t.start(); t.join()'
            else
              echo python
            fi
            """);
    assertEquals("bash b\nperl\npython\n", said);
  }

  @Test
  void limitsAreSet() throws IOException, InterruptedException {
    String said =
        said("ulimit -c; ulimit -n; ulimit -t; ulimit -v; grep NoNewPrivs /proc/self/status\n");
    assertEquals("0\n128\n60\n196608\nNoNewPrivs:\t1\n", said);
    assertTrue(said("grep CapEff /proc/self/status\n").endsWith("0000000000000000\n"));
  }
}
