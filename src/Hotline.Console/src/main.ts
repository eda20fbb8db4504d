import { mount } from 'svelte';
import App from './App.svelte';
import './app.css';
import { app } from './app.svelte';
import { preferred, speak } from './i18n/catalogue.svelte';

app.start();
await speak(preferred()).catch(() => speak('en'));
mount(App, { target: document.getElementById('app')! });
// Keeps the page itself at hand, so that a reload works while the hub is away. It never keeps an answer of the hub.
if ('serviceWorker' in navigator && import.meta.env.PROD) void navigator.serviceWorker.register('/sw.js').catch(() => undefined);
