package org.meterline.ejb.switchboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.meterline.ejb.phone.IceServers;

/** What is set for browsers that are phones. */
final class BrowserSettings {
  private static final String HOST = "(?:[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(?::[0-9]{1,5})?";

  /** RFC 7064 and RFC 7065. */
  private static final Pattern SERVER =
      Pattern.compile("stuns?:" + HOST + "|(turns?):" + HOST + "(?:\\?transport=(?:udp|tcp))?");

  private BrowserSettings() {}

  static IceServers iceServers(SettingsReader in) {
    List<String> stun = new ArrayList<>();
    List<String> turn = new ArrayList<>();
    for (String each : in.list("browsers.ice-servers")) {
      Matcher server = SERVER.matcher(each);
      if (!server.matches()) {
        in.wrong(
            "browsers.ice-servers",
            "must be such as stun:stun.example, turn:turn.example:3478?transport=udp");
      } else if (server.group(1) == null) {
        stun.add(each);
      } else {
        turn.add(each);
      }
    }
    Optional<String> secret = in.optional("browsers.turn-secret");
    if (!turn.isEmpty() && secret.isEmpty()) {
      in.wrong("browsers.turn-secret", "must not be empty where there are TURN servers");
    }
    return new IceServers(stun, turn, secret);
  }
}
