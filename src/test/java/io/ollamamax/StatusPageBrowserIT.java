package io.ollamamax;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.ollamamax.cluster.MemoryControlState;
import io.ollamamax.config.Config;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.config.store.ConfigStore;
import io.ollamamax.config.store.Launch;
import io.ollamamax.loop.SystemTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The status page in a real Chromium, over real nodes that fail, where one is installed. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@SuppressWarnings("NullAway.Init")
class StatusPageBrowserIT {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static Playwright playwright;
  private static Browser browser;

  private final List<String> wrong = new ArrayList<>();
  private BrowserContext context;
  private Page page;

  @BeforeAll
  static void open() {
    boolean there = Files.isExecutable(CHROMIUM);
    if (!there) {
      System.err.println("SKIPPED: " + CHROMIUM + " is not installed (Debian's package chromium)");
    }
    Assumptions.assumeTrue(there, CHROMIUM + " is not installed");
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(CHROMIUM));
    PlaywrightAssertions.setDefaultAssertionTimeout(90_000);
  }

  @AfterAll
  static void close() {
    if (playwright != null) {
      browser.close();
      playwright.close();
    }
  }

  @BeforeEach
  void newPage() {
    context = browser.newContext();
    page = context.newPage();
    page.setDefaultTimeout(90_000);
    page.onPageError(wrong::add);
    page.onConsoleMessage(
        message -> {
          // what is not there (404), refused (401) or gone is told of by the browser itself
          if (message.type().equals("error") && !message.text().startsWith("Failed to load")) {
            wrong.add(message.text());
          }
        });
  }

  @AfterEach
  void nothingWentWrong() {
    context.close();
    assertEquals(List.of(), wrong);
  }

  private static String url(GatewayApp app) {
    return "http://127.0.0.1:" + app.address().getPort();
  }

  private static GatewayApp demo() throws Exception {
    Config config =
        ConfigLoader.parse(
                "test",
                """
                logging: {access: false}
                embedded: {pace: 15}
                healing: {acts_per_hour: 1000}
                inference: {fault_tolerance: {health_check_interval: 5s}}
                """)
            .orElseThrow();
    ConfigStore store =
        new ConfigStore(new MemoryControlState(), Launch.of(config), new SystemTime());
    GatewayApp app = new GatewayApp(store, List.of(), ANY_PORT, "", new EmbeddedPlan(3, true));
    app.cluster().await(view -> view.serving() == 3);
    return app;
  }

  @Test
  void anAnswerIsSeenToSurviveAKillAndAHang() throws Exception {
    try (GatewayApp app = demo()) {
      page.navigate(url(app));
      assertThat(page.locator(".card")).hasCount(3);
      assertThat(page.locator("#state .pill")).hasText("healthy");
      page.locator(".ask .primary").click();
      assertThat(page.locator(".told")).hasText(Pattern.compile("answers: ([5-9]|\\d\\d) tokens"));
      String first = page.locator(".by").textContent();
      page.locator("[data-break=kill]").click();
      assertThat(page.locator(".by[data-leg='1']")).hasText(Pattern.compile("goes on$"));
      assertThat(page.locator("#timeline .event[data-kind=continuation]")).hasCount(1);
      assertThat(page.locator("#timeline .event[data-kind=fault]").first()).containsText(first);
      // some more of it, so that the next node is known to answer
      assertThat(page.locator(".leg[data-leg='1']")).hasText(Pattern.compile(".{20}"));
      String second = page.locator(".card[data-answering] h3").textContent();
      page.locator("[data-break=hang]").click();
      Locator card = page.locator(".card", new Page.LocatorOptions().setHasText(second));
      assertThat(card).hasAttribute("data-condition", "hung");
      assertThat(page.locator(".by[data-leg='2']")).hasText(Pattern.compile("goes on$"));
      card.locator("[data-strike=heal]").click();
      assertThat(card).hasAttribute("data-condition", "well");
      assertThat(page.locator(".told"))
          .hasText(Pattern.compile("^complete: \\d+ tokens, by 3 nodes$"));
      String answer = page.locator(".leg").allTextContents().toString();
      page.reload();
      assertThat(page.locator(".card")).hasCount(3);
      assertThat(page.locator("#timeline .event[data-kind=continuation]")).hasCount(2);
      assertTrue(answer.length() > 100, answer);
    }
  }

  @Test
  void anEmergencySwitchIsThrownAndTakenBack() throws Exception {
    try (GatewayApp app = demo()) {
      page.navigate(url(app));
      Locator healing =
          page.locator("#emergency li", new Page.LocatorOptions().setHasText("self healing"));
      Locator button = healing.locator("[role=switch]");
      assertThat(button).hasText("on");
      button.click();
      healing.locator("input").fill("too eager");
      healing.locator("[type=submit]").click();
      assertThat(button).hasText("off");
      assertThat(healing).containsText("switched off by status page");
      assertThat(healing).containsText("too eager");
      assertThat(page.locator("#state .pill")).hasText("degraded");
      button.click();
      assertThat(button).hasText("on");
      assertThat(page.locator("#state .pill")).hasText("healthy");
    }
  }

  @Test
  void aTokenIsAskedForAndNoNameBecomesMarkup() throws Exception {
    String name = "<img src=x onerror=document.body.remove()>";
    try (FakeOllama node = new FakeOllama();
        GatewayApp app =
            new GatewayApp(
                ConfigLoader.parse(
                        "test",
                        "nodes: [{url: '%s', id: one, labels: {zone: '%s'}}]"
                            .formatted(node.url(), name))
                    .orElseThrow(),
                ANY_PORT,
                "secret",
                0)) {
      page.navigate(url(app));
      Locator form = page.locator("form.token");
      assertThat(form).containsText("demands its token");
      form.locator("input").fill("guessed");
      form.locator("button").click();
      assertThat(form).containsText("does not know this token");
      form.locator("input").fill("secret");
      form.locator("button").click();
      assertThat(page.locator(".card")).hasCount(1);
      assertThat(form).hasCount(0);
      assertThat(page.locator(".card .more")).containsText("zone=" + name);
      assertThat(page.locator("img")).hasCount(0);
      assertThat(page.locator("#demo")).isHidden();
      assertEquals(url(app) + "/", page.url());
    }
  }

  @Test
  void thatTheGatewayIsGoneIsSeen() throws IOException {
    try (GatewayApp app = new GatewayApp(Config.defaults(), ANY_PORT, "", 0)) {
      page.navigate(url(app));
      assertThat(page.locator("#nodes .empty")).containsText("No node is configured");
    }
    assertThat(page.locator("#state .pill")).hasText("disconnected");
    assertThat(page.locator("#notice")).containsText("does not answer");
  }
}
