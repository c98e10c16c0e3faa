import 'express-call-verification/element/register';
import { createApp } from 'vue';
import App from './App.vue';

createApp(App).mount('#app');
