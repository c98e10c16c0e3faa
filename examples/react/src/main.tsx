import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { SignUp } from './sign-up';

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <SignUp />
    </StrictMode>,
  );
}
