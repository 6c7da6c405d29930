package org.meterline.telephony.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.meterline.telephony.launcher.Frame;

/**
 * The launcher's classes in a jar of their own: small, and not disturbed when what they were taken
 * from is built anew.
 */
final class LauncherJar {
  static final String MAIN = "org.meterline.telephony.launcher.Launcher";

  /** All classes of the launcher; a test compares it with the package. */
  static final List<String> CLASSES =
      List.of(
          "Bubblewrap",
          "Connection",
          "Connection$1",
          "Connection$2",
          "Frame",
          "Frame$Body",
          "Frame$Farewell",
          "Frame$Kind",
          "Frame$Order",
          "Launcher",
          "Launcher$Choice",
          "Limits",
          "ProcessLimits",
          "Run",
          "Sandbox",
          "Signals",
          "Spawner",
          "Spawner$Job",
          "Spawner$Shelf",
          "Spawner$Standing",
          "Spawner$Taker",
          "Spawner$Version",
          "SystemCalls");

  private LauncherJar() {}

  /** Writes it, over an older one. */
  static void write(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, MAIN);
    Path fresh = jar.resolveSibling(jar.getFileName() + ".new");
    try (OutputStream file = Files.newOutputStream(fresh);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      for (String name : CLASSES) {
        String entry = "org/meterline/telephony/launcher/" + name + ".class";
        try (InputStream in = Frame.class.getResourceAsStream("/" + entry)) {
          if (in == null) {
            throw new IOException("the launcher's class is missing: " + entry);
          }
          out.putNextEntry(new JarEntry(entry));
          in.transferTo(out);
          out.closeEntry();
        }
      }
    }
    Files.move(fresh, jar, StandardCopyOption.REPLACE_EXISTING);
  }
}
