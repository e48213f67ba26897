"""Everything that changes what the registry holds, or derives from it: one function a use case. No Flask."""
