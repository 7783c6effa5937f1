// An Express app that signs in with @logto/express, as the SDK's guide shows it, with an error page.

import { randomBytes } from 'node:crypto';
import { handleAuthRoutes, LogtoError, LogtoClientError, LogtoRequestError, UserScope, withLogto } from '@logto/express';
import cookieParser from 'cookie-parser';
import express from 'express';
import session from 'express-session';
import { account, failure, home } from './pages.js';

const { PORT = '3000', BASE_URL = `http://localhost:${PORT}`, LOGTO_ENDPOINT, LOGTO_APP_ID, LOGTO_APP_SECRET } = process.env;

const config = {
  endpoint: LOGTO_ENDPOINT,
  appId: LOGTO_APP_ID,
  appSecret: LOGTO_APP_SECRET,
  baseUrl: BASE_URL,
  scopes: [UserScope.Email],
};

const app = express();
app.use(cookieParser());
app.use(
  session({
    secret: process.env.SESSION_SECRET ?? randomBytes(32).toString('hex'),
    resave: false,
    saveUninitialized: false,
    cookie: { maxAge: 14 * 24 * 60 * 60 * 1000 },
  }),
);

// /logto/sign-in, /logto/sign-in-callback and /logto/sign-out.
app.use(handleAuthRoutes(config));

app.get('/', withLogto(config), (request, response) => {
  response.send(home(request.user));
});

app.get('/account', withLogto({ ...config, fetchUserInfo: true }), (request, response) => {
  if (!request.user.isAuthenticated) {
    response.redirect('/logto/sign-in');
    return;
  }
  response.send(account(request.user));
});

app.use((error, request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  console.error(error);
  const ofSignIn = request.path.startsWith('/logto/');
  const ofLogto = [LogtoError, LogtoClientError, LogtoRequestError].some((kind) => error instanceof kind);
  response.status(ofSignIn || ofLogto ? 400 : 500).send(failure(ofSignIn, error));
});

app.listen(Number(PORT), '127.0.0.1', () => console.log(`listening on ${BASE_URL}`));
