package org.meterline.billing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tests leave nothing running, however they end. */
class TestDatabaseTest {

  @Test
  void endsWhenItsVirtualMachineIsKilled() throws Exception {
    var killed =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    TestDatabaseTest.class.getName()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var said = killed.inputReader(StandardCharsets.UTF_8)) {
      var postgres = ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
      assertTrue(postgres.isAlive());
      killed.destroyForcibly();
      postgres.onExit().get(2, TimeUnit.MINUTES);
    }
  }

  /** Starts the database, says its process and waits. */
  public static void main(String[] arguments) throws IOException, SQLException {
    try (var connection = TestDatabase.superuser().getConnection();
        var s = connection.createStatement();
        var row = s.executeQuery("select split_part(pg_read_file('postmaster.pid'), e'\\n', 1)")) {
      row.next();
      System.out.println(row.getString(1));
    }
    System.in.read();
  }
}
