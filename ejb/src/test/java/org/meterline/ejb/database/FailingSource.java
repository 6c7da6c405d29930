package org.meterline.ejb.database;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/**
 * A database of whose uses, from a moment on, one is lost on the way there, and the answer of
 * another on the way back: what was done is committed then, but nobody is told.
 */
public final class FailingSource {
  private final DataSource source;
  private final DataSource database;
  private final AtomicInteger uses = new AtomicInteger();
  private volatile boolean counting;
  private volatile boolean lost;
  private volatile int question;
  private volatile int answer;
  private volatile Losing losing = (words, sql) -> false;

  public FailingSource(DataSource database) {
    this.database = database;
    source = proxy(DataSource.class, (proxy, method, arguments) -> use(method, arguments));
  }

  public DataSource source() {
    return source;
  }

  /** From now on uses are counted, and two of them fail; 0: none does. */
  public void lose(int question, int answer) {
    this.question = question;
    this.answer = answer;
    counting = true;
  }

  /** What of a use whose statement is that. */
  @FunctionalInterface
  public interface Losing {
    boolean loses(Way way, String sql);
  }

  /** The way there, and the way back. */
  public enum Way {
    QUESTION,
    ANSWER
  }

  /** From now on uses are lost by their statements. */
  public void lose(Losing losing) {
    this.losing = losing;
  }

  /** Whether something was lost. */
  public boolean lost() {
    return lost;
  }

  /** Ends the counting; answers how many uses there were. */
  public int end() {
    counting = false;
    return uses.get();
  }

  private Object use(Method method, Object[] arguments) throws Throwable {
    int nth = counting ? uses.incrementAndGet() : 0;
    if (nth > 0 && nth == question) {
      lost = true;
      throw away();
    }
    var connection = invoke(database, method, arguments);
    return nth > 0 && nth == answer
        ? losing((Connection) connection)
        : connection instanceof Connection made ? watched(made) : connection;
  }

  private Connection watched(Connection connection) {
    var asked = new AtomicReference<>("");
    return proxy(
        Connection.class,
        (proxy, method, arguments) -> {
          if (method.getName().equals("prepareStatement")) {
            var sql = (String) arguments[0];
            if (losing.loses(Way.QUESTION, sql)) {
              throw away();
            }
            asked.set(sql);
          }
          var result = invoke(connection, method, arguments);
          if (method.getName().equals("close")
              && losing.loses(Way.ANSWER, requireNonNull(asked.get()))) {
            throw away();
          }
          return result;
        });
  }

  /** By the time that it is closed, all that was done on it is committed. */
  private Connection losing(Connection connection) {
    return proxy(
        Connection.class,
        (proxy, method, arguments) -> {
          var result = invoke(connection, method, arguments);
          if (method.getName().equals("close")) {
            lost = true;
            throw away();
          }
          return result;
        });
  }

  private static SQLException away() {
    return new SQLException("no database", "08006");
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            FailingSource.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object invoke(Object on, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
