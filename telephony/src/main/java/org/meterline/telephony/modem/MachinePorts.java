package org.meterline.telephony.modem;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** The serial ports of this machine, by jSerialComm. */
final class MachinePorts implements SerialPorts {
  private static final int READ_WAIT_MILLIS = 200;
  private static final int WRITE_WAIT_MILLIS = 1000;
  private static final int LARGEST = 4096;
  private static final Duration CLOSING = Duration.ofSeconds(1);

  @Override
  public Port open(String path, int baud, Listener listener) throws IOException {
    Path device;
    try {
      device = Path.of(path).toRealPath();
    } catch (IOException e) {
      throw new IOException("there is no " + path, e);
    }
    if (!Files.isReadable(device) || !Files.isWritable(device)) {
      throw new IOException(
          path + " may not be read and written by this user; on Debian its group is dialout");
    }
    SerialPort port;
    try {
      port = SerialPort.getCommPort(device.toString());
    } catch (SerialPortInvalidPortException e) {
      throw new IOException(path + " is no serial port", e);
    }
    port.setComPortParameters(baud, 8, SerialPort.ONE_STOP_BIT, SerialPort.NO_PARITY);
    port.setFlowControl(SerialPort.FLOW_CONTROL_DISABLED);
    port.setComPortTimeouts(
        SerialPort.TIMEOUT_READ_SEMI_BLOCKING | SerialPort.TIMEOUT_WRITE_BLOCKING,
        READ_WAIT_MILLIS,
        WRITE_WAIT_MILLIS);
    if (!port.openPort(0)) {
      int code = port.getLastErrorCode();
      port.closePort();
      throw new IOException(path + " cannot be opened (error " + code + " of the system)");
    }
    Open open = new Open(port, device, listener);
    open.reader.start();
    return open;
  }

  private static final class Open implements Port {
    private final SerialPort port;
    private final Path device;
    private final Listener listener;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread reader;

    Open(SerialPort port, Path device, Listener listener) {
      this.port = port;
      this.device = device;
      this.listener = listener;
      this.reader =
          Thread.ofPlatform().daemon().name("serial-" + device.getFileName()).unstarted(this::read);
    }

    /** A port that is not closed cannot be opened again, so the reader closes it at the last. */
    void read() {
      byte[] bytes = new byte[LARGEST];
      while (!closed.get()) {
        int count = port.readBytes(bytes, bytes.length);
        if (count > 0 && !closed.get()) {
          listener.received(bytes, count);
        } else if (count < 0 || !Files.exists(device)) {
          break;
        }
      }
      port.closePort();
      if (closed.compareAndSet(false, true)) {
        listener.lost();
      }
    }

    @Override
    public void write(byte[] bytes, int length) {
      int at = 0;
      while (at < length && !closed.get()) {
        int count = port.writeBytes(bytes, length - at, at);
        if (count <= 0) {
          return; // gone, which the reader notices, or full: what is lost is asked again
        }
        at += count;
      }
    }

    @Override
    public void close() {
      closed.set(true);
      try {
        boolean _ = reader.join(CLOSING);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
