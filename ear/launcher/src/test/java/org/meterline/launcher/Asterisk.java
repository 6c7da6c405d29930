package org.meterline.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/**
 * A real Asterisk, where one is installed: it asks the caller 101 for a password, calls 102, relays
 * their audio, and charges nothing. Debian has no package of it since its release 12.
 */
public final class Asterisk implements AutoCloseable {
  private static final String PROGRAM = "asterisk";

  private final InetSocketAddress sip =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePorts.next());
  private final Path folder;
  private final Process process;

  /**
   * Starts it, with a configuration of its own.
   *
   * @param callee where 102 is
   */
  public Asterisk(InetSocketAddress callee, String password) throws Exception {
    folder = Files.createTempDirectory("asterisk");
    write(callee, password);
    process =
        new ProcessBuilder(PROGRAM, "-f", "-C", folder.resolve("asterisk.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("screen.log").toFile())
            .start();
    try {
      Patience.until(
          "Asterisk listens",
          Duration.ofSeconds(30),
          () -> {
            if (!process.isAlive()) {
              throw new IOException("Asterisk: " + Files.readString(folder.resolve("screen.log")));
            }
            return FreePorts.isTaken(sip.getPort());
          });
    } catch (Exception | AssertionError e) {
      close();
      throw e;
    }
  }

  public static boolean isInstalled() {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(each -> Files.isExecutable(Path.of(each, PROGRAM)));
  }

  /** Where it takes calls. */
  public InetSocketAddress sip() {
    return sip;
  }

  private void write(InetSocketAddress callee, String password) throws IOException {
    Map<String, String> files =
        Map.of(
            "asterisk.conf",
            """
            [directories]
            astetcdir => %1$s
            astdbdir => %1$s
            astrundir => %1$s
            astspooldir => %1$s
            astlogdir => %1$s
            """
                .formatted(folder),
            "modules.conf",
            """
            [modules]
            autoload=yes
            noload=chan_iax2.so
            noload=chan_unistim.so
            noload=pbx_dundi.so
            noload=cdr_csv.so
            """,
            "logger.conf",
            """
            [general]
            [logfiles]
            console => error
            """,
            "rtp.conf",
            """
            [general]
            rtpstart=13000
            rtpend=29999
            """,
            "extensions.conf",
            """
            [default]
            exten => 102,1,Dial(PJSIP/callee,30)
            """,
            "pjsip.conf",
            """
            [udp]
            type=transport
            protocol=udp
            bind=127.0.0.1:%d
            [caller]
            type=identify
            endpoint=caller
            match=127.0.0.1
            [caller]
            type=auth
            auth_type=userpass
            username=101
            password=%s
            [caller]
            type=endpoint
            context=default
            auth=caller
            disallow=all
            allow=alaw,ulaw
            direct_media=no
            [callee]
            type=aor
            contact=sip:102@127.0.0.1:%d
            [callee]
            type=endpoint
            aors=callee
            disallow=all
            allow=alaw,ulaw
            direct_media=no
            """
                .formatted(sip.getPort(), password, callee.getPort()));
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().join();
    Folders.delete(folder);
  }
}
