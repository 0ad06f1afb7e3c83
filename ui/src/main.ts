import { mount } from 'svelte';
import '$lib/design/tokens.css';
import '$lib/design/fonts.css';
import '$lib/design/base.css';
import { choosePlatform } from '$lib/platform/choose';
import { app } from '$lib/data/app.svelte';
import { start } from '$lib/data/core';
import { firstAnswers } from '$lib/inbox/first';
import { useLanguage } from '$lib/words/language';
import App from './App.svelte';

const target = document.getElementById('app');
if (target) {
  start(await choosePlatform());
  await firstAnswers();
  await useLanguage(app.view?.settings.language ?? null);
  mount(App, { target });
}
