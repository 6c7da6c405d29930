package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.meterline.telephony.Patience.until;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.CallEvents;
import org.meterline.telephony.launcher.Frame;
import org.meterline.telephony.media.MediaSettings;
import org.meterline.telephony.registrar.Binding;
import org.meterline.telephony.sip.MemoryDirectory;
import org.meterline.telephony.sip.SipSettings;
import org.meterline.telephony.speech.OwnSounds;

class StandardHardwareTest {
  private static final CallEvents EVENTS =
      new CallEvents() {
        @Override
        public void changed(Snapshot call) {}

        @Override
        public void registered(Binding binding, boolean registered) {}
      };

  private static StandardHardware hardware(Path folder, Path launcher) {
    Settings usual =
        Settings.of(
            "test", folder, SipSettings.of("127.0.0.1", "127.0.0.1", 0), MediaSettings.loopback());
    Settings settings =
        new Settings(
            usual.node(),
            usual.data(),
            usual.sip(),
            usual.media(),
            usual.programs(),
            launcher,
            usual.limits(),
            usual.catchUp(),
            usual.trunkRest(),
            usual.journal(),
            usual.timings());
    return new StandardHardware(
        settings,
        new MemoryDirectory(),
        EVENTS,
        new FixedBindings(List.of()),
        OwnSounds.NONE,
        Clock.systemUTC(),
        true);
  }

  /** What a launcher says first. */
  private static Frame hello() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(body)) {
      out.writeUTF("bubblewrap");
      out.writeUTF("");
    }
    return Frame.of(Frame.Kind.HELLO, 0, body.toByteArray());
  }

  @Test
  void itIsReadyWhileALauncherAnswers(@TempDir Path folder) throws IOException {
    Path socket = folder.resolve("launcher.sock");
    try (ServerSocketChannel launcher = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      launcher.bind(UnixDomainSocketAddress.of(socket));
      try (StandardHardware hardware = hardware(folder, socket)) {
        hardware.listen(new Gate());
        try (SocketChannel link = launcher.accept()) {
          until("its audio is warm", hardware.media()::ready);
          assertFalse(hardware.ready(), "the launcher has said nothing yet");
          hello().writeTo(link);
          until("it is ready", hardware::ready);
        }
        until("the launcher is gone", () -> !hardware.ready());
      }
    }
  }
}
