package org.meterline.ejb.switchboard;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import org.meterline.telephony.server.TelephonyServer;

/** Starts the engine with the application, and drains it before the application goes. */
@Startup
@Singleton
@DependsOn("telephony.jar#TelephonyServer")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Switchboard {
  private final EngineRoom room;
  private final Configuration configuration;

  @EJB(lookup = "java:app/telephony/TelephonyServer")
  @SuppressWarnings("NullAway.Init")
  TelephonyServer server;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Switchboard() {
    this(null, null);
  }

  @Inject
  public Switchboard(EngineRoom room, Configuration configuration) {
    this.room = room;
    this.configuration = configuration;
  }

  @PostConstruct
  void start() {
    room.start(new ServerTelephony(server, configuration));
  }

  @PreDestroy
  void stop() {
    room.close();
  }
}
