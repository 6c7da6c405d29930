package org.meterline.telephony.server;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tests of calls through the real engine, one for all of a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
abstract class HouseTest {
  Path folder;
  House house;

  @BeforeAll
  void open(@TempDir Path empty) throws Exception {
    folder = empty;
    house = build(empty.resolve("house"));
  }

  /** The one for the tests of this class, in that folder. */
  House build(Path empty) throws Exception {
    return new House(empty);
  }

  @BeforeEach
  void forget() {
    house.forget();
    house.trunks.clear();
  }

  @AfterAll
  void close() throws Exception {
    house.close();
  }
}
