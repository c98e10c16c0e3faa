/** The page of the app that `init` writes. */

export const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Sign in with a call</title>
    <script type="module" src="/auth/call/client.js"></script>
    <script type="module" src="/page.js"></script>
    <style>
      body { font-family: system-ui, sans-serif; max-width: 24rem; margin: 4rem auto; padding: 0 1rem; }
    </style>
  </head>
  <body>
    <h1>Sign in with a call</h1>
    <call-verification></call-verification>
    <p id="account" role="status"></p>
  </body>
</html>
`;

export const PAGE_SCRIPT = `/** Opens the account with the token that a verified number gives. */
const form = document.querySelector('call-verification');
const account = document.querySelector('#account');

form.addEventListener('verified', async ({ detail }) => {
  const response = await fetch('/account', { headers: { Authorization: \`Bearer \${detail.token}\` } });
  const { phone } = await response.json();
  account.textContent = response.ok ? \`Welcome, \${phone}!\` : 'The account could not be opened.';
});
`;
