package org.meterline.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.UUID;

/** Requests over REST by whoever has a token, each with an Idempotency-Key of its own. */
final class Requests {
  static final String JSON = "application/json";
  static final String BYTES = "application/octet-stream";

  private final RunningMeterline meterline;

  Requests(RunningMeterline meterline) {
    this.meterline = meterline;
  }

  /**
   * @param resource below {@code /api/v1/}
   * @param type of the body, which is left out when something is read or deleted
   */
  HttpResponse<String> answer(
      String method, String resource, String type, String body, String token)
      throws IOException, InterruptedException {
    URI address =
        URI.create(
            "http://127.0.0.1:%d/api/v1/%s"
                .formatted(meterline.configuration().web().port(), resource));
    boolean bare = method.equals("get") || method.equals("delete");
    return Http.send(
        HttpRequest.newBuilder(address)
            .header("Authorization", "Bearer " + token)
            .header("Accept", JSON)
            .header("Content-Type", type)
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .method(
                method.toUpperCase(Locale.ROOT),
                bare ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
  }

  /** The status of what answers. */
  int send(String method, String resource, String type, String body, String token)
      throws IOException, InterruptedException {
    return answer(method, resource, type, body, token).statusCode();
  }
}
