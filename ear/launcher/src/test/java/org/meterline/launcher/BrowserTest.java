package org.meterline.launcher;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Tests of the whole product through a browser, one for all tests of a class. */
abstract class BrowserTest extends WholeProductTest {
  @SuppressWarnings("NullAway.Init")
  static Chromium chromium;

  @BeforeAll
  static void browser() {
    chromium = Chromium.start();
  }

  @AfterAll
  static void noBrowser() {
    chromium.close();
  }
}
