/** The sign-in page of the development issuer: one form, no script. */
import { developmentAccounts } from './accounts.ts';

/** The page; `action` is where its form goes, `failed` whether the last attempt did not succeed. */
export function signInPage(action: string, failed: boolean): string {
  const rows = developmentAccounts
    .map(
      ({ username, password, name, roles, facility }) =>
        `<tr><td>${name}</td><td><code>${username}</code></td><td><code>${password}</code></td><td>${roles.join(', ')}</td><td>${facility}</td></tr>`,
    )
    .join('');
  const alert = failed ? '<p role="alert">This name and password do not belong together. Try again.</p>' : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in (development)</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
label { display: block; margin-top: 1rem; font-weight: 600; }
input, button { font: inherit; min-height: 44px; padding: 0 0.75rem; box-sizing: border-box; width: 100%; max-width: 20rem; }
button { margin-top: 1.5rem; }
[role="alert"] { border-inline-start: 4px solid; padding-inline-start: 0.75rem; }
.scroll { overflow-x: auto; }
td, th { text-align: start; padding: 0.25rem 0.75rem 0.25rem 0; }
</style>
</head>
<body>
<main>
<h1>Sign in</h1>
<p>This is the development sign-in: its accounts stand below and protect nothing.</p>
${alert}
<form method="post" action="${action}">
<label for="username">Name</label>
<input id="username" name="username" autocomplete="username" autocapitalize="none" required autofocus>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button type="submit">Sign in</button>
</form>
<h2>Accounts</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Accounts"><table>
<thead><tr><th scope="col">Who</th><th scope="col">Name</th><th scope="col">Password</th><th scope="col">Roles</th><th scope="col">Hospital</th></tr></thead>
<tbody>${rows}</tbody>
</table></div>
</main>
</body>
</html>`;
}
