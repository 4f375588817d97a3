import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.List;

/** Serves MongoDB's protocol from memory, at the port that is the first argument. */
public class MongoServerMain {
  public static void main(String[] args) throws Exception {
    MemoryBackend backend = new MemoryBackend();
    // The newest version that the library knows of is too old for current clients.
    backend.version(
        new MongoVersion() {
          public List<Integer> getVersionArray() {
            return List.of(4, 4, 0, 0);
          }

          public int getWireVersion() {
            return 9;
          }
        });
    MongoServer server = new MongoServer(backend);
    server.bind("127.0.0.1", Integer.parseInt(args[0]));
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
    Thread.currentThread().join();
  }
}
