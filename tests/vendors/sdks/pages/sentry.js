import * as Sentry from '@sentry/browser';
Sentry.init({dsn:`http://abc@${location.host}/7`}); Sentry.captureMessage('hello');
