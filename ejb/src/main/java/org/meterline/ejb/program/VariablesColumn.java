package org.meterline.ejb.program;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.Map;
import java.util.TreeMap;

/** Channel variables as a JSON object. */
@Converter
public class VariablesColumn implements AttributeConverter<Map<String, String>, String> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String convertToDatabaseColumn(Map<String, String> variables) {
    try {
      return JSON.writeValueAsString(new TreeMap<>(variables));
    } catch (JsonProcessingException never) {
      throw new IllegalStateException(never);
    }
  }

  @Override
  public Map<String, String> convertToEntityAttribute(String column) {
    return read(column);
  }

  /** Reads the column's text. */
  public static Map<String, String> read(String column) {
    try {
      return JSON.readValue(column, new TypeReference<Map<String, String>>() {});
    } catch (JsonProcessingException damaged) {
      throw new IllegalStateException("program.variables holds no JSON object", damaged);
    }
  }
}
