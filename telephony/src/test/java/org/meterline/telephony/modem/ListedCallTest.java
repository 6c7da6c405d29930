package org.meterline.telephony.modem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

class ListedCallTest {
  private static @Nullable ListedCall read(String rest) {
    return ListedCall.of((AtLine.Info) AtLine.of("+CLCC: " + rest));
  }

  @Example
  void aDataSessionIsNobodysCall() {
    ListedCall data = read("1,0,0,1,0,\"\",128");
    assertEquals(new ListedCall(false, 0, 1), data);
    assertNotNull(data);
    assertFalse(data.isOurs(false) || data.isOurs(true));
    ListedCall waits = read("2,1,5,0,0,\"+491701111111\",145");
    assertNotNull(waits);
    assertFalse(waits.isOurs(true));
  }

  @Example
  void whatLacksAPartIsNotRead() {
    for (String rest : new String[] {"", "1", "1,0", "1,0,0", "1,0,0,", "1,0,,0,0", "1,2,0,0,0"}) {
      assertNull(read(rest), rest);
    }
  }

  @Property
  void allThatIsWrittenIsRead(
      @ForAll @IntRange(max = 99) int id,
      @ForAll boolean comes,
      @ForAll @IntRange(max = 7) int status,
      @ForAll @IntRange(max = 9) int mode,
      @ForAll @CharRange(from = '0', to = '9') @Chars({'+', '*', '#', ',', ' '}) String number) {
    String first = id + "," + (comes ? 1 : 0) + "," + status + "," + mode;
    ListedCall all = new ListedCall(comes, status, mode);
    assertEquals(all, read(first + ",0"));
    assertEquals(all, read(first.replace(",", ", ") + ",0,\"" + number + "\",129,\"\""));
    assertEquals(mode == 0 && status != 5, all.isOurs(comes));
    assertFalse(all.isOurs(!comes));
  }

  /** Whatever comes, nothing is answered that does not say so in all its parts. */
  @Property
  void noiseIsNoCall(
      @ForAll @CharRange(from = '0', to = '5') @Chars({',', '"', ' ', '-', 'x'}) String rest) {
    ListedCall call = read(rest);
    if (call != null) {
      assertTrue(rest.chars().filter(c -> c == ',').count() >= 3, rest);
      assertTrue(call.status() >= 0 && call.mode() >= 0, rest);
    }
  }
}
