import { mount } from 'svelte';
import '$lib/design/tokens.css';
import '$lib/design/fonts.css';
import '$lib/design/hues.css';
import '$lib/design/base.css';
import { choosePlatform } from '$lib/platform/choose';
import { app } from '$lib/data/app.svelte';
import { start } from '$lib/data/core';
import { firstAnswers } from '$lib/inbox/first';
import { useLanguage } from '$lib/words/language';
import App from './App.svelte';

/** Waits for the style sheets: what is measured without them is measured wrongly. */
async function sheets(): Promise<void> {
  const coming = [...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')].filter((link) => link.sheet === null);
  await Promise.all(coming.map((link) => new Promise((resolve) => ['load', 'error'].forEach((event) => link.addEventListener(event, resolve, { once: true })))));
}

/** Loads the font for these letters; what cannot be loaded is drawn in the system's. */
async function fontsFor(letters: string): Promise<void> {
  const loaded = ['400', '600'].map((weight) => document.fonts.load(`${weight} 13px 'Inter Variable'`, letters));
  await Promise.race([Promise.allSettled(loaded), new Promise((resolve) => setTimeout(resolve, 200))]);
}

// It runs as soon as it is here: the way to the core opens with the document, beside it and not after it.
if (document.readyState === 'loading') await new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve, { once: true }));
const target = document.getElementById('app');
if (target) {
  performance.mark('script');
  start(await choosePlatform());
  // The letters are there before the first picture is laid out: laid out once, and nothing moves.
  await Promise.all([
    firstAnswers().then(() => performance.mark('answers')),
    sheets()
      .then(() => fontsFor('Handrail'))
      .then(() => performance.mark('letters')),
  ]);
  await useLanguage(app.view?.settings.language ?? null);
  mount(App, { target });
  performance.mark('mounted');
}
