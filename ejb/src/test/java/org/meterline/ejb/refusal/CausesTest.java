package org.meterline.ejb.refusal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CausesTest {
  @Test
  void theFirstThatIsWantedIsFoundHoweverItIsWrapped() {
    var deepest = new IOException("first of all");
    var middle = new IOException("then", new IllegalStateException(deepest));
    var failure = new RuntimeException(middle);
    assertSame(failure, Causes.first(failure, RuntimeException.class::isInstance).orElseThrow());
    assertSame(middle, Causes.first(failure, IOException.class::isInstance).orElseThrow());
    assertSame(deepest, Causes.first(failure, each -> each.getCause() == null).orElseThrow());
    assertEquals(Optional.empty(), Causes.first(failure, Error.class::isInstance));
  }

  @Test
  void causesInACircleEnd() {
    var one = new IllegalStateException("one");
    one.initCause(new IllegalStateException("two", one));
    assertEquals(Optional.empty(), Causes.first(one, Error.class::isInstance));
  }
}
