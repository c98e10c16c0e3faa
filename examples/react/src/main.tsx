import { CallVerification } from 'express-call-verification/react';
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';

function SignUp() {
  const [phone, setPhone] = useState<string>();

  if (phone !== undefined) return <p>Welcome, {phone}!</p>;
  return (
    <CallVerification
      url="/auth/call"
      onVerified={({ detail }) => {
        // Send detail.token to a route of yours behind requireVerifiedPhone: only the token proves the number.
        setPhone(detail.phone);
      }}
    />
  );
}

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <SignUp />
    </StrictMode>,
  );
}
