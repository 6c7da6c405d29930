package org.meterline.telephony.speech;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A voice that is asked by HTTP: one POST a text. Its settings say what it looks like, so that it
 * suits OpenAI's {@code /v1/audio/speech}, Google's {@code text:synthesize} and their like.
 */
public final class CloudVoice implements Voice {
  /** About four minutes of 24 kHz. */
  private static final int LONGEST = 12 << 20;

  private static final int OK = 200;
  private static final Pattern CONTENT =
      Pattern.compile("\"audioContent\"\\s*:\\s*\"([A-Za-z0-9+/=\\\\]*)\"");

  private final SpeechSettings.Cloud settings;
  private final Duration patience;
  private final HttpClient client;

  public CloudVoice(SpeechSettings.Cloud settings, Duration patience) {
    this.settings = settings;
    this.patience = patience;
    this.client = HttpClient.newBuilder().connectTimeout(patience).build();
  }

  @Override
  public byte[] speak(String text, String language, @Nullable String voice) throws IOException {
    String body = filled(settings.body(), text, language, voice == null ? settings.voice() : voice);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(settings.address())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    String[] header = settings.header().split(":", 2);
    if (header.length == 2) {
      request.header(header[0].strip(), header[1].strip());
    }
    CompletableFuture<HttpResponse<InputStream>> asked =
        client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    CompletableFuture<byte[]> answer = asked.thenApply(CloudVoice::sound);
    try {
      return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException("the voice did not answer in time", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new IOException(
          cause instanceof Unusable ? cause.getMessage() : "the voice cannot be reached", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("given up", e);
    } finally {
      giveUp(asked);
    }
  }

  /** Also who answers a little at a time is hung up on, and no thread goes on reading. */
  private static void giveUp(CompletableFuture<HttpResponse<InputStream>> asked) {
    asked.cancel(true);
    var _ = asked.thenAccept(CloudVoice::close);
  }

  private static void close(HttpResponse<InputStream> response) {
    try {
      response.body().close();
    } catch (IOException e) {
      // It is not read any more in any case.
    }
  }

  /** Why an answer is none. */
  private static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unusable(String message) {
      super(message);
    }
  }

  private static byte[] sound(HttpResponse<InputStream> response) {
    try (InputStream in = response.body()) {
      byte[] body = in.readNBytes(LONGEST + 1);
      if (response.statusCode() != OK) {
        throw new Unusable("the voice answered " + response.statusCode());
      }
      if (body.length > LONGEST) {
        throw new Unusable("the voice answered too much");
      }
      String type = response.headers().firstValue("Content-Type").orElse("");
      return type.startsWith("application/json") ? content(body) : body;
    } catch (IOException e) {
      throw new Unusable("the voice broke off");
    }
  }

  private static byte[] content(byte[] json) {
    Matcher matcher = CONTENT.matcher(new String(json, StandardCharsets.UTF_8));
    if (!matcher.find()) {
      throw new Unusable("the voice answered without audio");
    }
    return Base64.getMimeDecoder().decode(matcher.group(1).replace("\\/", "/"));
  }

  private static String filled(String body, String text, String language, String voice) {
    StringBuilder made = new StringBuilder();
    Matcher matcher = Pattern.compile("\\{(text|language|voice)}").matcher(body);
    while (matcher.find()) {
      String value =
          switch (matcher.group(1)) {
            case "text" -> text;
            case "language" -> language;
            default -> voice;
          };
      matcher.appendReplacement(made, Matcher.quoteReplacement(escaped(value)));
    }
    return matcher.appendTail(made).toString();
  }

  /** As it stands within the quotes of JSON. */
  private static String escaped(String value) {
    StringBuilder made = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        made.append('\\').append(c);
      } else if (c < ' ') {
        made.append("\\u%04x".formatted((int) c));
      } else {
        made.append(c);
      }
    }
    return made.toString();
  }
}
