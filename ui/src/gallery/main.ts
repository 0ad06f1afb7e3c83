import { mount } from 'svelte';
import '$lib/design/tokens.css';
import '$lib/design/fonts.css';
import '$lib/design/base.css';
import { app } from '$lib/data/app.svelte';
import { start } from '$lib/data/core';
import { mock } from '$lib/platform/mock/mock';
import { useLanguage } from '$lib/words/language';
import Gallery from './Gallery.svelte';

// Every primitive in every state, for developing and for the stage. Never part of what people install.
const target = document.getElementById('app');
if (target) {
  start(mock());
  await app.load();
  await useLanguage(app.view?.settings.language ?? null);
  mount(Gallery, { target });
}
