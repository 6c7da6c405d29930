package org.meterline.telephony.identity;

import java.util.List;
import java.util.function.Consumer;

/** What a call that came in says of who calls, to be looked into. */
public interface Claim {
  /** Nobody looks into it: a phone has proved who it is, or nothing is verified here. */
  Claim NONE =
      new Claim() {
        @Override
        public boolean wanted() {
          return false;
        }

        @Override
        public boolean strict() {
          return false;
        }

        @Override
        public List<String> identities() {
          return List.of();
        }

        @Override
        public void check(Consumer<Verification> then) {
          throw new IllegalStateException("there is nothing to check");
        }
      };

  /** Whether it is to be checked. */
  boolean wanted();

  /** Whether a call whose caller is not verified is refused. */
  boolean strict();

  /** The Identity headers' values as they came. */
  List<String> identities();

  /**
   * Looks into it elsewhere; returns at once.
   *
   * @param then is called once, on any thread, within the time that is set for it; must not block
   */
  void check(Consumer<Verification> then);
}
