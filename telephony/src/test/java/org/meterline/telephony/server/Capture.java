package org.meterline.telephony.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Packets of A-law in a file of libpcap's, which sipp plays. */
final class Capture {
  private static final int FRAME = 160;
  private static final int ETHERNET = 14;
  private static final int IP = 20;
  private static final int UDP = 8;
  private static final int RTP = 12;
  private static final int PACKET = ETHERNET + IP + UDP + RTP + FRAME;
  private static final int PACKETS_A_SECOND = 50;

  private Capture() {}

  /** Writes what is said, in packets of 20 ms. */
  static void write(Path file, byte[] alaw) throws IOException {
    int packets = alaw.length / FRAME;
    ByteBuffer to = ByteBuffer.allocate(24 + packets * (16 + PACKET));
    to.order(ByteOrder.LITTLE_ENDIAN).putInt(0xA1B2C3D4).putShort((short) 2).putShort((short) 4);
    to.putInt(0).putInt(0).putInt(65_535).putInt(1); // of an Ethernet
    for (int i = 0; i < packets; i++) {
      to.order(ByteOrder.LITTLE_ENDIAN).putInt(i / PACKETS_A_SECOND);
      to.putInt(i % PACKETS_A_SECOND * 1_000_000 / PACKETS_A_SECOND).putInt(PACKET).putInt(PACKET);
      to.order(ByteOrder.BIG_ENDIAN).put(new byte[ETHERNET - 2]).putShort((short) 0x0800);
      to.putShort((short) 0x4500).putShort((short) (PACKET - ETHERNET)).putInt(0);
      to.putShort((short) (64 << 8 | 17)).putShort((short) 0).putInt(0x7F000001).putInt(0x7F000001);
      to.putShort((short) 9).putShort((short) 9).putShort((short) (UDP + RTP + FRAME));
      to.putShort((short) 0).putShort((short) 0x8008).putShort((short) i).putInt(i * FRAME);
      to.putInt(0x5EC0).put(alaw, i * FRAME, FRAME);
    }
    Files.write(file, to.array());
  }
}
