package org.meterline.telephony.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.asteriskjava.fastagi.AgiChannel;
import org.asteriskjava.fastagi.AgiException;
import org.asteriskjava.fastagi.AgiHangupException;
import org.asteriskjava.fastagi.AgiRequest;
import org.asteriskjava.fastagi.InvalidCommandSyntaxException;
import org.asteriskjava.fastagi.InvalidOrUnknownCommandException;
import org.asteriskjava.fastagi.StaticMappingStrategy;
import org.asteriskjava.fastagi.command.AbstractAgiCommand;
import org.asteriskjava.fastagi.internal.DefaultAgiChannelFactory;
import org.asteriskjava.fastagi.internal.FastAgiConnectionHandler;
import org.asteriskjava.util.SocketConnectionFacade;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.Programs;

/**
 * asterisk-java, which others wrote for Asterisk's FastAGI, drives every command of the manual's
 * table: a program passes on what it reads and writes over two named pipes.
 */
class AsteriskJavaTest {
  private static final String RELAY =
      """
      #!/bin/sh
      cd "${0%/*}" || exit 1
      exec 3<&0
      cat <&3 >out &
      exec cat in
      """;

  /** Noon of the 25th of November 2026, UTC. */
  private static final long NOON = 1_795_608_000L;

  /** What asterisk-java takes for a socket. */
  private record Pipes(BufferedReader in, Writer out, List<String> sent)
      implements SocketConnectionFacade {
    @Override
    public String readLine() throws IOException {
      String line = in.readLine();
      if (line == null) {
        throw new IOException("the program is over");
      }
      return line;
    }

    @Override
    public void write(String text) throws IOException {
      sent.add(text.strip());
      out.write(text);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
      in.close();
    }

    @Override
    public boolean isConnected() {
      return true;
    }

    @Override
    public InetAddress getLocalAddress() {
      return InetAddress.getLoopbackAddress();
    }

    @Override
    public int getLocalPort() {
      return 4573;
    }

    @Override
    public InetAddress getRemoteAddress() {
      return InetAddress.getLoopbackAddress();
    }

    @Override
    public int getRemotePort() {
      return 4574;
    }
  }

  /** A command that the library has no class for. */
  private static AbstractAgiCommand raw(String text) {
    return new AbstractAgiCommand() {
      @Override
      public String buildCommand() {
        return text;
      }
    };
  }

  private static int code(AgiChannel channel) {
    return channel.getLastReply().getResultCode();
  }

  private static void conversation(AgiRequest request, AgiChannel channel) throws AgiException {
    assertEquals("101", request.getCallerIdNumber());
    assertEquals("Ada", request.getCallerIdName());
    assertEquals("500", request.getDnid());
    assertNull(request.getRdnis(), "nobody sent it on");
    assertEquals("harbour.example", request.getContext());
    assertEquals(0, request.getCallingPres());
    assertEquals(1, request.getPriority());
    assertFalse(request.getEnhanced());
    assertEquals("PJSIP/101-0000002a", channel.getName());

    assertEquals(4, channel.getChannelStatus(), "not answered");
    channel.answer();
    assertEquals(0, code(channel));
    assertEquals(6, channel.getChannelStatus());

    channel.sendCommand(raw("NOOP \"a word\""));
    channel.verbose("from \"Java\"", 3);
    channel.setVariable("colour", "deep \"blue\" \\ green");
    assertEquals("deep \"blue\" \\ green", channel.getVariable("colour"));
    assertNull(channel.getVariable("nothing"));
    channel.setCallerId("+4930555101");
    assertEquals(1, code(channel));

    assertEquals('1', channel.streamFile("welcome", "12"));
    assertEquals("2000", channel.getLastReply().getAttribute("endpos"), "where it was stopped");
    assertEquals('5', channel.waitForDigit(1000));
    assertEquals("42", channel.getData("enter-digit", 2000, 4));
    assertEquals(0, channel.waitForDigit(10), "no key");
    channel.streamFile("goodbye", "", 4000);
    assertEquals(0, code(channel));
    channel.streamFile("no-such-file");
    assertEquals(-1, code(channel));
    channel.getData("enter-digit", 10, 2);
    assertEquals("timeout", channel.getLastReply().getExtra());

    says(channel);
    records(channel);

    assertEquals(0, channel.exec("Dial", "PJSIP/102", "20", "g"));
    assertEquals("ANSWER", channel.getVariable("DIALSTATUS"));
    assertEquals(0, channel.exec("Playback", "welcome&goodbye"));
    assertEquals(-2, channel.exec("NoSuchApplication"));
    assertThrows(
        InvalidOrUnknownCommandException.class, () -> channel.controlStreamFile("welcome"));
    InvalidCommandSyntaxException wrong =
        assertThrows(
            InvalidCommandSyntaxException.class, () -> channel.sendCommand(raw("WAIT FOR DIGIT")));
    String told = wrong.getSynopsis() + " " + wrong.getUsage();
    assertTrue(told.toUpperCase(Locale.ROOT).contains("WAIT FOR DIGIT"), told);

    channel.hangup();
    assertThrows(AgiHangupException.class, channel::answer, "a dead channel");
    assertEquals("deep \"blue\" \\ green", channel.getVariable("colour"), "is asked still");
  }

  private static void says(AgiChannel channel) throws AgiException {
    assertEquals(0, channel.sayDigits("2026", "#"));
    assertEquals(0, channel.sayNumber("-42", "#"));
    assertEquals(0, channel.sayAlpha("ab1", ""));
    assertEquals(0, channel.sayPhonetic("ab", ""));
    assertEquals(0, channel.sayTime(NOON, ""));
    assertEquals(0, channel.sayDateTime(NOON, "", "ABdY", "Europe/Berlin"));
    channel.sendCommand(raw("SAY DATE " + NOON + " \"\""));
    assertEquals(0, code(channel));
  }

  private static void records(AgiChannel channel) throws AgiException {
    assertEquals(0, channel.recordFile("message", "wav", "#", 1000), "in time");
    assertEquals("timeout", channel.getLastReply().getExtra());
    assertEquals("16000", channel.getLastReply().getAttribute("endpos"));
    assertEquals(0, channel.recordFile("message", "wav", "#", 1000, 0, true, 2));
    channel.playMusicOnHold();
    assertEquals(0, code(channel));
    channel.stopMusicOnHold();
    assertEquals(0, channel.exec("MixMonitor", "call.wav"));
    assertEquals(0, channel.exec("StopMixMonitor"));
  }

  @Test
  void drivesEveryCommand(@TempDir Path folder) throws Exception {
    try (Stage stage = new Stage(folder)) {
      Path program = stage.program(RELAY);
      for (String pipe : List.of("in", "out")) {
        Path path = program.resolveSibling(pipe);
        assertEquals(
            0, new ProcessBuilder("mkfifo", "-m", "666", path.toString()).start().waitFor());
      }
      MemoryCall call = new MemoryCall();
      call.press("1542#");
      Stage.Play play = stage.play(program, call);
      List<String> sent = new ArrayList<>();
      AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
      Pipes pipes =
          new Pipes(
              Files.newBufferedReader(program.resolveSibling("out"), StandardCharsets.UTF_8),
              Files.newBufferedWriter(program.resolveSibling("in"), StandardCharsets.UTF_8),
              sent);
      new FastAgiConnectionHandler(
              new StaticMappingStrategy(
                  (request, channel) -> {
                    try {
                      conversation(request, channel);
                    } catch (AgiException | RuntimeException | Error e) {
                      failed.set(e);
                    }
                  }),
              pipes,
              new DefaultAgiChannelFactory())
          .run();
      Programs.Event.Ended ended = play.ended();
      if (failed.get() != null) {
        throw new AssertionError("after " + sent, failed.get());
      }
      assertEquals("exited", ended.ending(), ended.toString());
      assertEquals(Set.of(), missing(sent), "commands that were not tried");
      assertTrue(call.log().contains("dial 102 20"), () -> call.log().toString());
    }
  }

  private static Set<String> missing(List<String> sent) {
    return Arrays.stream(AgiCommand.values())
        .map(command -> command.name().replace('_', ' '))
        .filter(
            name -> sent.stream().noneMatch(line -> line.toUpperCase(Locale.ROOT).startsWith(name)))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
