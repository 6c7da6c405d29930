package org.meterline.ejb.phone;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.E164;

/** A SIP account: registers, calls and is called. */
@Entity
@Table(name = "phone")
public class Phone {
  @TenantId UUID tenant;
  @Id private UUID id;
  @Version int version;

  @Column(name = "username")
  private String user;

  @Column(name = "display_name")
  private String displayName;

  @Column(name = "md5_ha1")
  private String md5Ha1;

  @Column(name = "sha256_ha1")
  private String sha256Ha1;

  @Column(name = "caller_id")
  private @Nullable String callerId;

  private @Nullable UUID wallet;
  private boolean enabled;
  private Instant created;

  @SuppressWarnings("NullAway.Init")
  protected Phone() {}

  /** A new account, enabled. */
  @SuppressWarnings("NullAway.Init") // Hibernate sets the tenant
  Phone(UUID id, String user, Digests digests, Instant created) {
    this.id = id;
    this.user = user;
    this.displayName = user;
    this.enabled = true;
    this.created = created;
    this.md5Ha1 = digests.md5();
    this.sha256Ha1 = digests.sha256();
  }

  /** What others see of it, and who pays for its calls. */
  void present(String name, @Nullable E164 number, @Nullable UUID paidBy) {
    displayName = name;
    callerId = number == null ? null : number.number();
    wallet = paidBy;
  }

  /** The old password stops working. */
  void changePassword(Digests digests) {
    md5Ha1 = digests.md5();
    sha256Ha1 = digests.sha256();
  }

  /** A disabled account neither registers nor calls. */
  void enable(boolean on) {
    enabled = on;
  }

  public UUID id() {
    return id;
  }

  /** Another one after each change. */
  public int version() {
    return version;
  }

  public String user() {
    return user;
  }

  public String displayName() {
    return displayName;
  }

  public @Nullable String callerId() {
    return callerId;
  }

  public @Nullable UUID wallet() {
    return wallet;
  }

  public boolean enabled() {
    return enabled;
  }

  public Instant created() {
    return created;
  }
}
