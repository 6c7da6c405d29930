package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./meterline} where something it needs is missing. */
class ScriptTest {
  private static final List<String> TOOLS = List.of("bash", "cat", "dirname", "readlink", "sed");
  private static final String HOME = System.getProperty("java.home");

  @TempDir Path folder;

  /** A Java of another version may be there. */
  @Test
  void withoutAJdkThatWillDoItSaysSo() throws Exception {
    Path old = Files.createDirectories(folder.resolve("jdk-17/bin")).resolve("..").normalize();
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.12\"\n");
    Files.createSymbolicLink(old.resolve("bin/javac"), Path.of("/bin/true"));
    Files.createSymbolicLink(bin().resolve("javac"), old.resolve("bin/javac"));
    Map<String, String> environment = Map.of("JAVA_HOME", old.toString());
    assertSays(
        "No JDK 25 or later is to be found: install one (for example Temurin 25), or point JAVA_HOME"
            + " to it.",
        hiding("/usr/lib/jvm", "/opt"),
        environment,
        "up");
  }

  private static List<String> hiding(String... folders) {
    List<String> within = new ArrayList<>(List.of("/usr/bin/bwrap", "--dev-bind", "/", "/"));
    for (String each : folders) {
      if (Files.isDirectory(Path.of(each))) {
        within.addAll(List.of("--tmpfs", each));
      }
    }
    return within;
  }

  @Test
  void withoutWhatABuildNeedsItSaysSo() throws Exception {
    Map<String, String> environment = Map.of("JAVA_HOME", HOME);
    assertSays(
        "mvn is not there: Meterline needs it to build itself.", List.of(), environment, "test");
    Files.createSymbolicLink(bin().resolve("mvn"), Path.of("/bin/false"));
    assertSays(
        "node is not there: Meterline needs it to build the portal.",
        List.of(),
        environment,
        "test");
  }

  /** Where nothing is there but the script; nor is anything built. */
  @Test
  void itSaysWhatItCanDo() throws Exception {
    for (List<String> words : List.of(List.of("help"), List.of("--help"), List.<String>of())) {
      try (Command script = script(List.of(), Map.of(), words.toArray(String[]::new))) {
        assertEquals(0, script.status(), script::said);
        assertEquals("usage: ./meterline <command>", script.said().lines().findFirst().orElse(""));
      }
    }
  }

  private void assertSays(
      String sentence, List<String> within, Map<String, String> environment, String word)
      throws Exception {
    try (Command script = script(within, environment, word)) {
      assertEquals(1, script.status(), script::said);
      assertEquals(sentence + "\n", script.said());
    }
  }

  private Command script(List<String> within, Map<String, String> environment, String... words)
      throws Exception {
    List<String> command = new ArrayList<>(within);
    command.add(FreeSettings.HOME.resolve("meterline").toString());
    Map<String, String> all = new HashMap<>(environment);
    all.put("PATH", bin().toString());
    all.put("HOME", folder.toString());
    return Command.start(command, all, words);
  }

  /** A search path with the commonest commands only. */
  private Path bin() throws Exception {
    Path bin = folder.resolve("bin");
    if (!Files.exists(bin)) {
      Files.createDirectories(bin);
      for (String tool : TOOLS) {
        Files.createSymbolicLink(bin.resolve(tool), Path.of("/usr/bin", tool));
      }
    }
    return bin;
  }
}
