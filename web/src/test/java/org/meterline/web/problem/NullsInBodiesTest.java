package org.meterline.web.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.meterline.web.rest.Json;

/** Null in a list or a map of any body is a body's fault, and never a server's. */
class NullsInBodiesTest {
  /** A place in a body where null may stand in a list or a map. */
  record Place(Class<?> body, String field, String json) {
    @Override
    public String toString() {
      return body.getSimpleName() + "." + field;
    }
  }

  static Stream<Place> places() {
    Set<Place> places = new LinkedHashSet<>();
    for (Class<?> body : bodies()) {
      in(body, body, "", "%s", places, 0);
    }
    return places.stream();
  }

  /** The records that resources read. */
  private static Set<Class<?>> bodies() {
    Set<Class<?>> bodies = new TreeSet<>(java.util.Comparator.comparing(Class::getName));
    for (JavaClass found :
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.meterline.web")) {
      for (Method method : found.reflect().getDeclaredMethods()) {
        if (readsJson(method) || readsJson(found.reflect())) {
          Arrays.stream(method.getParameters())
              .map(Parameter::getType)
              .filter(Class::isRecord)
              .forEach(bodies::add);
        }
      }
    }
    return bodies;
  }

  private static boolean readsJson(AnnotatedElement what) {
    Consumes consumes = what.getAnnotation(Consumes.class);
    return consumes != null && Arrays.asList(consumes.value()).contains(MediaType.APPLICATION_JSON);
  }

  private static void in(
      Class<?> body, Class<?> part, String before, String around, Set<Place> places, int depth) {
    if (depth > 3) {
      return;
    }
    for (RecordComponent component : part.getRecordComponents()) {
      String name = component.getName();
      String here = around.formatted("{\"" + name + "\": %s}");
      String field = before + name;
      Type type = component.getGenericType();
      if (type instanceof ParameterizedType many && many.getRawType() instanceof Class<?> raw) {
        Type[] of = many.getActualTypeArguments();
        if (Collection.class.isAssignableFrom(raw)) {
          places.add(new Place(body, field, here.formatted("[null]")));
          if (of[0] instanceof Class<?> each && each.isRecord()) {
            in(body, each, field + ".", here.formatted("[%s]"), places, depth + 1);
          }
        } else if (Map.class.isAssignableFrom(raw)) {
          places.add(new Place(body, field, here.formatted("{\"a\": null}")));
        }
      } else if (type instanceof Class<?> one && one.isRecord()) {
        in(body, one, field + ".", here, places, depth + 1);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void isRefused(Place place) {
    JsonProcessingException bad =
        assertThrows(
            InvalidNullException.class,
            () -> Json.MAPPER.readValue(place.json(), place.body()),
            place.json());
    Problem problem = BadJsonMapper.problem(bad);
    assertEquals(422, problem.status(), "as any other field that is wrong");
    String shown = problem.toString();
    assertTrue(shown.contains("must not have null in it"), shown);
    assertTrue(shown.contains(place.field().replaceAll(".*\\.", "")), shown);
  }

  @Test
  void thereAreSuchPlaces() {
    Set<String> known = new TreeSet<>();
    places().forEach(place -> known.add(place.toString()));
    assertTrue(known.contains("CallBody.variables"), known::toString);
    assertTrue(known.contains("PlayBody.play"), known::toString);
    assertTrue(known.contains("DialBody.to"), known::toString);
    assertTrue(known.contains("DialBody.screening.play"), known::toString);
  }
}
