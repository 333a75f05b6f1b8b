mpdata --version
mpdata -V
