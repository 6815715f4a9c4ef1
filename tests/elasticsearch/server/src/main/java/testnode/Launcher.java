package testnode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * Runs one Elasticsearch node until it is told to stop, or whoever started it has gone (standard input ends).
 *
 * <p>Usage: {@code java -Des.path.home=HOME ... testnode.Launcher CONFIG_DIR}, where CONFIG_DIR holds
 * elasticsearch.yml. Elasticsearch's own main class is no use here: it insists on the entitlement agent, which is not
 * published.
 */
public final class Launcher {
    private Launcher() {}

    public static void main(String[] args) throws Exception {
        LogConfigurator.configureESLogging(); // before anything else: even reading the settings wants a logger

        Settings home = Settings.builder().put("path.home", System.getProperty("es.path.home")).build();
        Environment env = InternalSettingsPreparer.prepareEnvironment(home, Map.of(), Path.of(args[0]), () -> "testnode");

        LogConfigurator.setNodeName(Node.NODE_NAME_SETTING.get(env.settings()));
        LogConfigurator.configureWithoutConfig(env.settings()); // to the console, at the setting logger.level

        PluginsLoader plugins = PluginsLoader.createPluginsLoader(
            PluginsLoader.loadModulesBundles(env.modulesDir(), false), Set.of(), Map.of());
        Node node = new Node(env, plugins);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            close(node);
            stopped.countDown();
        }, "close-node"));
        node.start();
        endWithParent();
        stopped.await(); // the node's own threads are daemons and would not keep the process alive
    }

    private static void endWithParent() {
        Thread watch = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {}
            } catch (IOException e) {
                // as good as the end
            }
            System.exit(0);
        }, "watch-parent");
        watch.setDaemon(true);
        watch.start();
    }

    private static void close(Node node) {
        try {
            node.prepareForClose();
            node.close();
            node.awaitClose(10, TimeUnit.SECONDS);
        } catch (IOException e) {
            e.printStackTrace();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
