package org.meterline.web.wallet;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.wallet.OperatorWallets;
import org.meterline.web.rest.PageView;
import org.meterline.web.rest.Paging;
import org.meterline.web.session.SignedIn;

/** The operator's customers. */
@Path("tenants")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Wallets")
@Dependent
public class TenantsResource {
  private final SignedIn session;
  private final OperatorWallets operators;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public TenantsResource() {
    this(null, null);
  }

  @Inject
  public TenantsResource(SignedIn session, OperatorWallets operators) {
    this.session = session;
    this.operators = operators;
  }

  /**
   * A tenant.
   *
   * @param suspended its calls are stopped, but for emergencies
   * @param support the user whom calls from outside reach all the same
   */
  public record OneTenantView(
      UUID id,
      String name,
      String alias,
      String domain,
      String country,
      boolean suspended,
      @Nullable String support) {
    public static OneTenantView of(Tenant tenant) {
      return new OneTenantView(
          tenant.id(),
          tenant.name(),
          tenant.alias(),
          tenant.domain().name(),
          tenant.country(),
          tenant.suspended(),
          tenant.support());
    }
  }

  @GET
  @Operation(operationId = "listTenants", summary = "All tenants, by alias; for the operator only")
  public PageView<OneTenantView> list(@BeanParam Paging paging) {
    return PageView.of(operators.tenants(session.caller(), paging.ask()), OneTenantView::of);
  }
}
