/** The console's page: an empty frame, the same for everybody. Its script fills it from the snapshot. */

/** Everything comes from the router itself, and nothing stands inside of the document. */
export const CONTENT_SECURITY_POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

export const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="robots" content="noindex" />
    <title>Calls: console</title>
    <link rel="icon" href="icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="console.css" />
    <script type="module" src="console.js"></script>
  </head>
  <body>
    <a class="skip" href="#main">Skip to the figures</a>
    <header id="head" class="head"></header>
    <main id="main" tabindex="-1"><noscript><p>This page needs JavaScript.</p></noscript></main>
    <dialog id="story" class="story" aria-labelledby="story-title"></dialog>
    <p id="announcer" class="visually-hidden" role="status"></p>
  </body>
</html>
`;

export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0e6655"/><path d="M8 22v-5m5.300 5V10m5.400 12v-8m5.300 8V7" stroke="#fff" stroke-width="3" stroke-linecap="round"/></svg>`;
