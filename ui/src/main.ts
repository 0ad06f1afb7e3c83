import { mount } from 'svelte';
import '$lib/design/tokens.css';
import '$lib/design/fonts.css';
import '$lib/design/base.css';
import { choosePlatform } from '$lib/platform/choose';
import { start } from '$lib/data/core';
import App from './App.svelte';

const target = document.getElementById('app');
if (target) {
  start(await choosePlatform());
  mount(App, { target });
}
