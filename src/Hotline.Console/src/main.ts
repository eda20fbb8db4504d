import { mount } from 'svelte';
import App from './App.svelte';
import './app.css';
import { app } from './app.svelte';
import { preferred, speak } from './i18n/catalogue.svelte';

app.start();
await speak(preferred()).catch(() => speak('en'));
mount(App, { target: document.getElementById('app')! });
// The page's policy lets no string become a script; this one file may.
function script(path: '/sw.js'): string {
  const types = (
    window as {
      trustedTypes?: { createPolicy: (name: string, rules: object) => { createScriptURL: (url: string) => string } };
    }
  ).trustedTypes;
  return types
    ? types
        .createPolicy('hotline', { createScriptURL: (url: string) => (url === '/sw.js' ? url : '') })
        .createScriptURL(path)
    : path;
}

// Keeps the page itself at hand, so that a reload works while the hub is away. It never keeps an answer of the hub.
if ('serviceWorker' in navigator && import.meta.env.PROD)
  void navigator.serviceWorker.register(script('/sw.js'), { updateViaCache: 'none' }).catch(() => undefined);
