package org.meterline.web.location;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.location.Location;
import org.meterline.ejb.location.Locations;
import org.meterline.telephony.call.Place;
import org.meterline.web.rest.Created;
import org.meterline.web.session.SignedIn;

/** Where phones stand, for emergency calls. */
@Path("locations")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Phones")
@Dependent
public class LocationsResource {
  private final SignedIn session;
  private final Locations locations;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public LocationsResource() {
    this(null, null);
  }

  @Inject
  public LocationsResource(SignedIn session, Locations locations) {
    this.session = session;
    this.locations = locations;
  }

  /** All places of the tenant. */
  public record LocationsView(List<LocationView> items) {}

  /**
   * @param standard where phones are that have no place of their own
   * @param users whose phones stand there
   * @param version another one after each change
   */
  public record LocationView(
      UUID id,
      String label,
      String country,
      String address,
      boolean standard,
      List<String> users,
      int version) {
    static LocationView of(Location location) {
      return new LocationView(
          location.id(),
          location.place().label(),
          location.place().country(),
          location.place().address(),
          location.standard(),
          location.users(),
          location.version());
    }
  }

  /**
   * What is said of a place; what is left out is empty.
   *
   * @param version that was read, of which this is a change; left out: of whichever there is
   */
  public record LocationBody(
      @NotBlank @Size(max = 100) String label,
      @NotBlank @Size(min = 2, max = 2) String country,
      @Nullable @Size(max = 500) String address,
      @Nullable Boolean standard,
      @Nullable @Size(max = 10_000) List<@NotBlank @Size(max = 32) String> users,
      @Nullable Integer version) {
    Locations.Draft draft() {
      String where = address == null ? "" : address.strip().replaceAll("\\s+", " ");
      return new Locations.Draft(
          new Place(label.strip(), country.toUpperCase(Locale.ROOT), where),
          Boolean.TRUE.equals(standard),
          users == null ? List.of() : users);
    }
  }

  @GET
  @Operation(operationId = "listLocations", summary = "Where phones stand")
  public LocationsView list() {
    return new LocationsView(
        locations.list(session.caller()).stream().map(LocationView::of).toList());
  }

  @POST
  @Created
  @Operation(operationId = "createLocation", summary = "Write down where phones stand")
  @APIResponseSchema(value = LocationView.class, responseCode = "201")
  public LocationView create(@NotNull @Valid LocationBody body) {
    return LocationView.of(locations.create(session.caller(), body.draft()));
  }

  @GET
  @Path("{id}")
  @Operation(operationId = "getLocation", summary = "One place")
  public LocationView get(@PathParam("id") UUID id) {
    return LocationView.of(locations.get(session.caller(), id));
  }

  @PUT
  @Path("{id}")
  @Operation(
      operationId = "changeLocation",
      summary = "Change a place, or whose phones stand there")
  public LocationView change(@PathParam("id") UUID id, @NotNull @Valid LocationBody body) {
    return LocationView.of(locations.change(session.caller(), id, body.draft(), body.version()));
  }

  @DELETE
  @Path("{id}")
  @Operation(operationId = "deleteLocation", summary = "Forget a place; its phones are elsewhere")
  public void delete(@PathParam("id") UUID id) {
    locations.remove(session.caller(), id);
  }
}
